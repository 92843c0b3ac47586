import type { MappedText } from '../text/mapped.ts';
import { UNTOLD } from './handedOver.ts';

/** What a request asks for, as far as the file says. */
export interface WrittenUrl {
  /** With its port; may hold what only the container can tell; empty where the text does not name it. */
  readonly host: string;
  /** The digits of its port with where they were written; undefined where the port is not given, or not so. */
  readonly port: MappedText | undefined;
  readonly scheme: 'http' | 'https';
  /** From the first slash up to the query, with where it was written; may be empty. */
  readonly path: MappedText;
  /** What follows the path, with its question mark; empty where nothing does. */
  readonly query: string;
}

/** A piece that code computes: `${PORT}`, `{port}` of an f-string, `#{…}` of Ruby, `$(…)` of PowerShell. */
const COMPUTED = String.raw`[#$]?\{[^}\n]*\}|\$\([^)\n]*\)`;
const PLAIN = String.raw`[^\s'"\`?#,;)\]}\\<>|&]`;
const HOST = String.raw`(?:\[[\da-fA-F:.]+\])?(?:${COMPUTED}|(?!\/)${PLAIN})*`;
const PATH = String.raw`(?:\/(?:${COMPUTED}|${PLAIN})*)?`;
const IN_TEXT = new RegExp(
  String.raw`https?:\/\/(${HOST})(${PATH})|(?<![\w./:@-])((?:localhost|127\.0\.0\.1)(?::\d+)?)(\/[\w./~-]*)`,
  'dgi',
);

/** The URL that a word is, with or without its scheme, as curl and wget take it; HTTPie's `:8000/path` too. */
export function urlIn(word: MappedText): WrittenUrl | undefined {
  const match = /^(?:https?:\/\/|(?!\w+:\/\/))((?![/.-])[^\s/?#]*)(\/[^\s?#]*)?(?:[?#]|$)/di.exec(word.text);
  return match?.[1] ? written(word, match.indices![1], match.indices![2]) : undefined;
}

/** Every URL in a text, and host and path without a scheme where the host is this machine. */
export const urlsInText = (text: MappedText): WrittenUrl[] =>
  [...text.text.matchAll(IN_TEXT)].map((match) =>
    written(text, match.indices![1] ?? match.indices![3], match.indices![2] ?? match.indices![4]),
  );

/** Paths that code gives apart from the host: joined to it, as an option, or to an HTTP connection. */
const APART: readonly RegExp[] = [
  /[+.]\s*['"`](\/[^'"`?#\s]*)/dg,
  /\bpath['"]?\s*[:=]>?\s*['"`](\/[^'"`?#\s]*)/dg,
  /request\(\s*['"](?:GET|HEAD)['"]\s*,\s*['"](\/[^'"?#\s]*)/dgi,
  /\.(?:get|head|get_response)\(\s*(?:['"][^'"]*['"]\s*,\s*)?['"](\/[^'"?#\s]*)/dg,
];

/** The URLs in the code of a one-liner (python, node, ruby, php, PowerShell). */
export function urlsInCode(code: MappedText): WrittenUrl[] {
  const whole = urlsInText(code);
  if (whole.some(({ path }) => path.text !== '') || !/http|requests|fetch|axios/i.test(code.text)) return whole;
  const apart = APART.flatMap((pattern) => [...code.text.matchAll(pattern)]);
  return apart.length > 0
    ? apart.map((match) => ({ ...written(code, undefined, match.indices![1]), host: whole[0]?.host ?? '' }))
    : whole;
}

/** `GET /health HTTP/1.1`, as it is sent through nc or /dev/tcp. */
export const requestLinesIn = (text: MappedText): WrittenUrl[] =>
  [...text.text.matchAll(/\b(?:GET|HEAD) +(\/[^\s?]*)\S* +HTTP\//dg)].map((match) =>
    written(text, undefined, match.indices![1]),
  );

/** The service that `-service=readiness` names to the probe of gRPC's health protocol, in the place of a path. */
export const serviceIn = (option: MappedText): WrittenUrl[] =>
  [...option.text.matchAll(/^--?service=([\w.-]+)$/dg)].map((match) => written(option, undefined, match.indices![1]));

type Range = readonly [number, number];

function written(text: MappedText, host: Range | undefined, [start, end]: Range = [0, 0]): WrittenUrl {
  const name = host ? text.slice(...host) : undefined;
  const port = /:(\d+)$/.exec(name?.text ?? '');
  return {
    host: name?.text ?? '',
    port: port ? name!.slice(port.index + 1) : undefined,
    scheme: host && /https:\/\/$/i.test(text.text.slice(0, host[0])) ? 'https' : 'http',
    path: text.slice(start, end),
    query: /^\?[^\s'"`#]*/.exec(text.text.slice(end))?.[0] ?? '',
  };
}

/** Whether a request asks the container itself; a host that is computed is taken for its own. */
export const asksItself = ({ host }: WrittenUrl): boolean =>
  /^(?:.*@)?(?:localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\])?(?::.*)?$/i.test(host) ||
  host.includes(UNTOLD) ||
  /[${]/.test(host);
