/** "a, b and c". */
export const list = (words: readonly string[]): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : words.join();

/** "1 fix", "2 fixes". */
export const count = (number: number, one: string, more = `${one}s`): string =>
  `${number} ${number === 1 ? one : more}`;

/** The text for a notification, where brackets would make a link, even one that runs a command. */
export const linkless = (text: string): string => text.replaceAll('](', '] (');

/** Text from outside, one line long. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The same with a full stop, and with a capital letter unless it begins with a name, such as that of a file. */
export const sentence = (text: string): string =>
  oneLine(text)
    .replace(/^\p{Ll}(?=\p{Ll}*:? )/u, (letter) => letter.toUpperCase())
    .replace(/[^.?!]$/, '$&.');
