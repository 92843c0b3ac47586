const TOKEN = /<!--[^]*?(?:-->|$)|<!\[CDATA\[([^]*?)\]\]>|<[?!][^>]*>|<(\/?)([\w:.-]+)[^>]*?(\/?)>|([^<]+|<)/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The texts of an XML file by the path of their element ("project/scm/url"), in order. Any text has an answer. */
export function xmlTexts(source: string): ReadonlyMap<string, readonly string[]> {
  const texts = new Map<string, string[]>();
  const open: string[] = [];
  for (const [, cdata, closes, name, empty, written] of source.matchAll(TOKEN)) {
    if (name && closes) close(open, name);
    else if (name && !empty) {
      open.push(name);
      const path = open.join('/');
      texts.set(path, [...(texts.get(path) ?? []), '']);
    } else if (cdata !== undefined || written !== undefined) {
      const own = texts.get(open.join('/'));
      if (own) own[own.length - 1] += cdata ?? decode(written!);
    }
  }
  return texts;
}

function close(open: string[], name: string): void {
  const index = open.lastIndexOf(name);
  if (index >= 0) open.length = index;
}

/** A text with the entities that XML has resolved. */
export const decode = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal?: string, hex?: string, name?: string) => {
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : undefined;
    if (code !== undefined) return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    return ENTITIES[name!] ?? all;
  });
