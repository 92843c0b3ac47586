/** How a licence's text is compared: by its words, without its title, whose it is and the places that it leaves open (SPDX's matching guidelines). */
export interface LicenceBody {
  readonly terms: string;
  /** What stands behind the end of the terms: how to apply them. */
  readonly appendix: string;
}

/** A line that is only a licence's name, in lower-case words. */
const KIND = '(?:zero|0|2|3|two|three|new or revised|no attribution|new|modified|simplified|revised|clause)';
const NAME = '(?:mit|expat|isc|bsd|0bsd|zlib|unlicense)';
const TITLE = new RegExp(
  `^(?:(?:the )?(?:licen[cs]e|copyright(?: notice)?)|(?:the )?(?:${KIND} )*${NAME}(?: ${KIND})*(?: licen[cs]e)?(?: (?:${KIND} )*${NAME})?(?: ${KIND})*)$`,
);

/** Whose the text is: where it stands in front of the terms, and where it cannot be a line of them. */
const HOLDER = /^\W*(?:copyright\b|\(c\)|©|all rights reserved\W*$).{0,120}$/i;
const DATED = /^\W*(?:copyright(?: \(c\)|\s*©)?|\(c\)|©)\s*(?:\d{4}\b|[[<{](?:yyyy|year)\b)/i;
/** What says more than whose it is. */
const TERMS =
  /\b(?:except|only|unless|not?|may|must|shall|for|us(?:e|ed|age)|commercial|permi\w+|licen[cs]\w*|proprietary|subject|terms|under|confidential|exclu\w+|this|these|files?|images?|assets?|pay|paid|students?|academic|companies|personal|evaluation|purposes?|restrict\w*|allow\w*|prohibit\w*|forbid\w*|requir\w*|agree\w*)\b/i;

const BULLET = /^\s*(?:[-*•]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+/gim;

/** Names, with no word of a term among them. */
const NAMES = '(?:(?!(?:only|except|unless|not?|may|must|used?|free|academic|commercial)\\b)\\S+ ){1,14}?';

/** The places that licences leave open, as words: who gives no warranty, and whose names endorse nothing; and where GNU lives. */
const OPEN: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`\\bneither the names? ${NAMES}nor the names? of ${NAMES}may be used\\b`, 'g'), 'neither may be used'],
  [new RegExp(`\\bsoftware is provided by ${NAMES}as is\\b`, 'g'), 'software is provided as is'],
  [new RegExp(`\\bas is and ${NAMES}disclaims? all\\b`, 'g'), 'as is and disclaims all'],
  [new RegExp(`\\bin no event shall ${NAMES}be liable\\b`, 'g'), 'in no event shall be liable'],
  [
    /\b(?:675 mass ave cambridge ma 02139|59 temple place suite 330 boston ma 02111 1307|51 franklin st(?:reet)? fifth floor boston ma 02110 1301)(?: usa)? ?/g,
    '',
  ],
];

const END = / ?\bend of terms and conditions\b ?/;

/** The words of a licence's text that have to be those of the licence. */
export function licenceBody(text: string): LicenceBody {
  const lines = text.split(/\r\n|[\n\r\f]/);
  const start = lines.findIndex((line) => !(isTitle(line) || isNotice(line)));
  const kept = lines.slice(Math.max(start, 0)).filter((line) => !(isNotice(line) && DATED.test(line)));
  const plain = wordsOf(kept.join('\n').replace(BULLET, ''));
  const [terms = '', ...appendix] = OPEN.reduce((words, [place, empty]) => words.replace(place, empty), plain).split(
    END,
  );
  return { terms, appendix: appendix.join(' ') };
}

const isTitle = (line: string): boolean => /^[^\p{L}\p{N}]*$/u.test(line) || TITLE.test(wordsOf(line));

const isNotice = (line: string): boolean => HOLDER.test(line) && !TERMS.test(line);

const wordsOf = (text: string): string =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => (word === 'https' ? 'http' : word)).join(' ');

/** A number that no two texts of licences share. */
export function fingerprint(text: string): string {
  let [low, high] = [0x811c9dc5, 0x9e3779b1];
  for (let index = 0; index < text.length; index++) {
    low = Math.imul(low ^ text.charCodeAt(index), 0x01000193);
    high = Math.imul(high ^ text.charCodeAt(index), 0x85ebca6b);
    high = (high << 13) | (high >>> 19);
  }
  return [low, high].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
