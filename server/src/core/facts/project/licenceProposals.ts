import correctSpdx from 'spdx-correct';
import { licenceExpression } from './licenceName.ts';

/** An SPDX expression that a text may mean. */
export interface LicenceProposal {
  readonly expression: string;
  /** Why it may mean something else; undefined where it cannot. */
  readonly doubt?: string;
}

/** Texts that name several licences, and ones where nobody gets one. */
const SEVERAL = /[,;/&|+]|\b(?:and|or|with)\b/i;
const RESERVED =
  /\b(?:un-?licen[cs]ed|proprietary|commercial|closed|private|confidential|none|see|various|multiple)\b/i;
/** Words for "or any later version". */
const LATER =
  /\s*(?:\+|,?\s*\bor\s+(?:\(at your option\)\s+)?(?:any\s+)?(?:later|newer|above|greater)(?:\s+versions?)?)\s*$/i;
/** Licences that exist in several versions or kinds under one name. */
const NEEDS_NUMBER = /^(?:[AL]?GPL|BSD|MPL|CC)-/;
const PLAIN_GNU = /^\s*(?:the )?(?:gnu )?[AL]?GPL[\s-]*(?:version\s*|v\.?\s*)?\d(?:\.\d)?\s*$/i;
const GNU = /^([AL]?GPL-\d\.\d)-(?:only|or-later)$/;

/** What a text that is no SPDX expression may mean, best first; none where nothing in it says. */
export function licenceProposals(text: string): readonly LicenceProposal[] {
  const certain = ofWebPage(text) ?? licenceExpression(text);
  if (certain !== undefined) return [{ expression: certain }];
  if (text.trim() === '' || RESERVED.test(text)) return [];
  const plain = text.replace(LATER, '');
  if (SEVERAL.test(plain)) return combined(text);
  const guess = plain.trim() === '' ? null : correctSpdx(plain);
  if (guess === null || !isNamed(guess, text)) return [];
  const gnu = GNU.exec(guess)?.[1];
  if (gnu && plain !== text)
    return [
      {
        expression: `${gnu}-or-later`,
        ...(!PLAIN_GNU.test(plain) && { doubt: 'other words stand beside the licence' }),
      },
    ];
  if (!gnu) return [{ expression: guess, doubt: `"${text}" names no version of the licence for certain` }];
  const doubt = 'whether later versions are allowed too is not said';
  return [`${gnu}-only`, `${gnu}-or-later`].map((expression) => ({ expression, doubt }));
}

/** Several licences without a word on whether one of them is enough. */
function combined(text: string): LicenceProposal[] {
  const parts = text.split(/\s*(?:[,;/&|]|\band\b)\s*/i).filter((part) => part !== '');
  const all = parts.map((part) => licenceExpression(part));
  if (all.length < 2 || all.some((one) => one === undefined || /\s/.test(one))) return [];
  return [' OR ', ' AND '].map((operator) => ({
    expression: all.join(operator),
    doubt: 'whether one of them is enough or all apply is not said',
  }));
}

/** The licence that a page of spdx.org or opensource.org is about. */
function ofWebPage(text: string): string | undefined {
  const id = /^https?:\/\/(?:www\.)?(?:spdx|opensource)\.org\/licenses?\/([\w.+-]+?)(?:\.html|\.php|\/)?$/i.exec(
    text,
  )?.[1];
  return id && licenceExpression(id);
}

/** Whether a text has the first word of a guess, and a number where the guess has one that matters. */
function isNamed(guess: string, text: string): boolean {
  const word = /^[A-Za-z]+/.exec(guess)?.[0];
  return (
    word !== undefined &&
    new RegExp(`(?<![a-z])${word}`, 'i').test(text) &&
    (!NEEDS_NUMBER.test(guess) || /\d/.test(text))
  );
}
