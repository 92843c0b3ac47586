/** How many bytes at the beginning of a file are looked at. */
export const HEAD_BYTES = 1024;

/** A page's first words, after a byte-order mark, blanks, an XML declaration and comments. */
const PAGE = /^(?:\u00ef\u00bb\u00bf)?(?:\s|<\?xml[^>]*>|<!--(?:(?!-->)[^])*-->)*<(?:!doctype\s+html|html)\b/i;

/**
 * Whether a server answered with a web page (a sign-in, a licence to accept, an error told with status 200) where a file
 * was meant. A script that is labelled as a page by mistake is none: its first line names its interpreter.
 */
export function isPage(head: Buffer, contentType: string | null): boolean {
  const text = head.toString('latin1');
  if (text.startsWith('#!')) return false;
  return PAGE.test(text) || /^(text\/html|application\/xhtml\+xml)\b/i.test(contentType ?? '');
}

/** Whether a URL asks for a web page, by its path. */
export const asksForPage = (url: URL): boolean => /\.(html?|xhtml)$/i.test(url.pathname);
