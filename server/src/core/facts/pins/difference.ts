/**
 * What is different in a URL, in a few characters: `1.6 -> 1.7.1`, where that is one thing, however often it stands
 * there; undefined where it is more.
 */
export function difference(before: string, now: string): string | undefined {
  for (const separator of [/[^\w.]+/, /[/?#]+/]) {
    const [old, fresh] = [before.split(separator), now.split(separator)];
    if (old.length !== fresh.length) continue;
    const pairs = old.flatMap((word, index) => (word === fresh[index] ? [] : [short(word, fresh[index]!)]));
    const [pair] = pairs;
    if (pair && pairs.every((other) => String(other) === String(pair))) return pair.join(' -> ');
  }
  return undefined;
}

/** Two words without the letters that both begin with, and without the extension that both end with. */
function short(a: string, b: string): readonly [string, string] {
  const letters = /^[A-Za-z]*/.exec(a)![0];
  const start =
    b.startsWith(letters) && /^\d/.test(a.slice(letters.length)) && /^\d/.test(b.slice(letters.length))
      ? letters.length
      : 0;
  const ending = /(?:\.[A-Za-z]\w*)*$/.exec(a)![0];
  const end = b.endsWith(ending) ? ending.length : 0;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}
