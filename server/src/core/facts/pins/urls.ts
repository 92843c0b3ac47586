import { baseName } from '../paths.ts';

/** What of a URL says which file it is. */
interface Parts {
  readonly host: string;
  /** Decoded, without doubled slashes. */
  readonly path: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Parameters that name a version or a file whatever they hold. */
const NAMING = /^(?:v|ver|version|tag|release|ref|build|file|filename|name|path|arch|os|platform)$/i;
/** Parameters that let somebody in, or make each request another one. */
const PERSONAL =
  /token|sig|key|auth|cred|secret|session|nonce|expir|policy|^(?:x-(?:amz|goog|ms)-.*|se|st|t|ts|time(?:stamp)?|rand(?:om)?|_|hash|e)$/i;

function partsOf(url: string): Parts {
  const [, host = '', path = '', query = ''] = /^\w+:\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?/.exec(outlined(url)) ?? [];
  const parameters = query
    .split('&')
    .map((parameter) => /^([^=]*)=?(.*)$/s.exec(parameter)!)
    .flatMap(([, name, value]): [string, string][] =>
      name && !PERSONAL.test(name) ? [[name.toLowerCase(), decoded(value!)]] : [],
    );
  return {
    host: host.replace(/^.*@/, '').toLowerCase(),
    path: decoded(path).replace(/\/{2,}/g, '/'),
    parameters: new Map(parameters),
  };
}

const UNKNOWN = /\$\{[^}]*\}|\$\([^)]*\)|`[^`]*`/g;

/** A URL in which all that only the build knows looks the same. */
const outlined = (url: string): string => url.replace(UNKNOWN, '${}');

const decoded = (text: string): string =>
  text.replace(/%([2-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Whether two URLs name one file: with another scheme or host, on a mirror that has it in a folder of its own, or as far as the file says. */
export function isSame(a: string, b: string): boolean {
  if ((a.match(UNKNOWN) ?? []).length !== (b.match(UNKNOWN) ?? []).length) return true;
  const [one, other] = [partsOf(a), partsOf(b)];
  if (!agree(one.parameters, other.parameters)) return false;
  if (one.path === other.path) return !isOtherVersion(one.host, other.host);
  return one.host !== other.host && isMirrored(one.path, other.path);
}

/** Whether parameters name the same: those that always do, and those of both URLs that hold different numbers. */
const agree = (a: Parts['parameters'], b: Parts['parameters']): boolean =>
  [...new Set([...a.keys(), ...b.keys()])].every((name) => {
    const [one, other] = [a.get(name), b.get(name)];
    if (NAMING.test(name)) return one === other;
    return one === undefined || other === undefined || String(numbersIn(one)) === String(numbersIn(other));
  });

/** Whether hosts are the same but for a version: `v1-0.example.com`; not `mirror1.example.com`. */
const isOtherVersion = (a: string, b: string): boolean =>
  shaped(a) === shaped(b) && String(a.match(HOST_VERSION)) !== String(b.match(HOST_VERSION));

const HOST_VERSION = /(?<![a-z\d])v\d+(?:[-.]\d+)*|\d+(?:-\d+)+/g;

/** Whether a mirror may have a file: its name says the version, or all that does is the same and it lies below another folder. */
function isMirrored(a: string, b: string): boolean {
  if (baseName(a) !== baseName(b)) return false;
  const [one, other] = [versionsIn(a), versionsIn(b)];
  if (String(one) === String(other)) return hasVersion(baseName(a)) || a.endsWith(b) || b.endsWith(a);
  return hasVersion(baseName(a)) && (one.length === 0 || other.length === 0);
}

/** The folders of a path that name a version. */
const versionsIn = (path: string): string[] => path.split('/').slice(0, -1).filter(hasVersion);

/** Whether a name has a number that is no architecture's. */
const hasVersion = (name: string): boolean =>
  /\d/.test(name.replace(/x86[-_]64|(?:amd|arm|aarch|ppc|riscv|mips|linux|win|x|s)\d+\w*|i\d86|sha\d+/gi, ''));

/** Whether two URLs differ in nothing but numbers. */
export function isAnotherVersion(a: string, b: string): boolean {
  return !isSame(a, b) && partsOf(a).host === partsOf(b).host && shapeOf(a) === shapeOf(b);
}

/** Whether name and numbers of two URLs are the same, so that it may be the same file at another place. */
export const isMoved = (a: string, b: string): boolean =>
  nameOf(a) === nameOf(b) && String(numbersIn(named(a, b))) === String(numbersIn(named(b, a)));

/** The file's name in a URL. */
export const nameOf = (url: string): string => baseName(partsOf(url).path);

/** A URL with its numbers levelled. */
export const shapeOf = (url: string): string => shaped(named(url));

const shaped = (text: string): string => text.replace(/\d+/g, '0');

const numbersIn = (text: string): readonly string[] => text.match(/\d+/g) ?? [];

/** What of a URL says which file it is, in one text; with its host where another URL has the same path. */
export function named(url: string, beside?: string): string {
  const { host, path, parameters } = partsOf(url);
  const behind = [path, ...[...parameters].map(([name, value]) => `${name}=${value}`)].join('?');
  return beside !== undefined && named(beside) === behind ? `${host}${behind}` : behind;
}
