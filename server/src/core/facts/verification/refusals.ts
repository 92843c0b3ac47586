import type { Source } from '../../rule.ts';
import type { Command, Word } from '../../shell/model.ts';
import { unwrap, wordText } from '../../shell/unwrap.ts';
import type { BuildScript } from '../scripts.ts';
import { alpineMinor, hasOnlyBusybox } from './busybox.ts';
import type { Check } from './checks.ts';
import { type WrittenList, writtenList } from './list.ts';

/** Why a check fails in every build, whatever the bytes are. */
export type Refusal =
  | { readonly kind: 'options'; readonly words: readonly Word[] }
  | { readonly kind: 'gap' | 'case'; readonly list: WrittenList };

const APPLET = /^(?:md5|sha(?:1|256|512|3))sum$/;
/** A line of one blank is read from busybox 1.36 on, upper-case digits from 1.37 on. */
const ALPINE_WITH = { gap: 18, case: 21 };

/** Why busybox fails a check that GNU's programs would make. */
export function refusalOf(source: Source, { verification, kind, program }: Check): Refusal | undefined {
  const { build, command } = verification;
  if (kind !== 'list' || !APPLET.test(program)) return undefined;
  const words = unwrap(command).args.filter((word) => /^--./.test(wordText(word)));
  const refusal = words.length > 0 ? ({ kind: 'options', words } as const) : unreadable(source, build, command);
  return refusal && hasOnlyBusybox(source, build) ? refusal : undefined;
}

/** What the busybox of an image's release does not read in a list. */
function unreadable(source: Source, build: BuildScript, command: Command): Refusal | undefined {
  const minor = alpineMinor(build);
  const list = minor === undefined ? undefined : writtenList(source, build, command);
  if (minor === undefined || !list) return undefined;
  if (minor < ALPINE_WITH.gap && list.lines.some(({ hash, gap }) => gap === ' ' && isHash(hash)))
    return { kind: 'gap', list };
  return minor < ALPINE_WITH.case && list.lines.some(({ hash }) => isUpperCase(hash))
    ? { kind: 'case', list }
    : undefined;
}

const isHash = (text: string): boolean => /^(?:[0-9a-f]{32,128}|\$\{\w+\})$/i.test(text);

/** Whether a hash has upper-case digits. */
export const isUpperCase = (text: string): boolean => /^(?=.*[A-F])[0-9A-Fa-f]{32,128}$/.test(text);
