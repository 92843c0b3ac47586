/** What values are made of; `ESCAPE` and `CONTINUED` stand for the file's own. */
export const PIECES = [
  'a',
  'B',
  '7',
  '_',
  ' ',
  '  ',
  '"',
  '"',
  "'",
  "'",
  '$',
  '$V',
  '${V}',
  '${V:-x y}',
  '$W',
  '=',
  '#',
  '.',
].concat(['ESCAPE', 'ESCAPE', 'ESCAPE"', 'ESCAPE$', 'é', '写', '🎞', '<', '(', '{', '}', ',', '`', '\\', 'CONTINUED']);
const KEYS = [
  'version',
  'description',
  'maintainer',
  'org.label-schema.name',
  'com.acme.kept',
  'vcs-ref',
  '"url"',
].concat(['org.opencontainers.image.Vendor', 'org.opencontainers.image.licence', 'org.opencontainers.image.title']);

/** A generator of numbers below a bound that is the same in every run. */
export function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A Dockerfile of one stage. */
export interface Written {
  readonly text: string;
  readonly escape: string;
}

/** A stage with labels of every form, readable or not. */
export function written(seed: number): Written {
  const next = numbers(seed);
  const escape = next(3) === 0 ? '`' : '\\';
  const eol = next(4) === 0 ? '\r\n' : '\n';
  const piece = (): string =>
    PIECES[next(PIECES.length)]!.replace('ESCAPE', escape).replace('CONTINUED', `${escape}${eol}  `);
  const value = (): string => Array.from({ length: 1 + next(7) }, piece).join('');
  const word = (): string => [`"${value()}"`, `'${value()}'`, value().replace(/[ \r\n]/g, '')][next(3)]!;
  const keys = KEYS.toSorted(() => next(3) - 1);
  const lines = Array.from({ length: 1 + next(3) }, () => {
    if (next(5) === 0) return `MAINTAINER ${value()}`;
    if (next(3) === 0) return `LABEL ${keys.pop()} ${value()}`;
    const pairs = Array.from({ length: 1 + next(2) }, () => `${keys.pop()}=${word()}`);
    return `LABEL ${pairs.join(next(2) ? ' ' : ` ${escape}${eol}  `)}`;
  });
  const head = escape === '`' ? ['# escape=`'] : [];
  return { text: [...head, 'FROM x', 'ENV V="v 1"', ...lines, 'RUN true', ''].join(eol), escape };
}
