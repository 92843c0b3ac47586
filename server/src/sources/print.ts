/** Parameters by which a server knows who asks: signatures, tokens and what comes with them. */
const SECRET_PARAMETER =
  /access|auth|code|cred|expires|hmac|jwt|key|login|md5|pass|policy|pwd?$|secret|session|sig|ticket|token|^(se|sp|sr|st|sv)$|^x-(amz|goog|ms)-/i;
/** Longer words than this look like a token whatever they are called. */
const LONG_WORD = 40;

/** A URL as it may be shown and logged: without credentials and fragment, and without a query that looks signed. */
export function printable(url: URL | string): string {
  if (!URL.canParse(String(url)))
    return String(url)
      .replace(/[?#].*/s, '')
      .replace(/\/\/.*@/s, '//')
      .replace(/[\s\u0000-\u001f\u007f]+/g, ' ');
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  shown.hash = '';
  const isSecret = [...shown.searchParams].some(
    ([name, value]) => SECRET_PARAMETER.test(name) || Math.max(name.length, value.length) > LONG_WORD,
  );
  if (isSecret) shown.search = '';
  return isSecret ? `${shown.href}?…` : shown.href;
}

/** A number of bytes for people, in decimal units: `60.6 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  const exponent = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** exponent).toFixed(1)} ${['', 'kB', 'MB', 'GB', 'TB'][exponent]}`;
}
