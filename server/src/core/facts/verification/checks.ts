import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Command, Item, Node } from '../../shell/model.ts';
import { commandName, unwrap } from '../../shell/unwrap.ts';
import { readsList, SUM, type Verification } from '../downloads/verifications.ts';
import { verifications } from '../downloads/verified.ts';
import { isKept } from '../failure/outcome.ts';
import { textOf } from '../paths.ts';
import { lookupAt } from '../shellVariables.ts';

/** A verification whose verdict is the status of a command. */
export interface Check {
  readonly verification: Verification;
  /** `list`: a sum with a list to compare with. `comparison`: a computed sum that something else compares. */
  readonly kind: 'list' | 'comparison' | 'signature';
  /** The program that computes or checks. */
  readonly program: string;
  /** The member of a pipe whose status is the verdict, and its item. */
  readonly item: Item;
  readonly node: Node;
  /** Whether that status is success where the bytes are wrong: `[ "$(sha256sum f)" != … ]`. */
  readonly inverted: boolean;
}

/** Every check of the build whose verdict is a status: not those whose output is kept, or that a script of another language makes. */
export const checks = fact((source): readonly Check[] =>
  [...new Map(verifications(source).map((verification) => [verification.command, verification])).values()].flatMap(
    (verification) => checkOf(source, verification) ?? [],
  ),
);

function checkOf(source: Source, verification: Verification): Check | undefined {
  const { build, command } = verification;
  const { name, args } = unwrap(command);
  const program = commandName(name) ?? '';
  const lookup = lookupAt(source, build, command);
  const texts = args.map((word) => textOf(word, lookup));
  const isList = SUM.test(program) && readsList(texts);
  if (isList || isSignature(program, texts)) {
    const kind = isList ? 'list' : 'signature';
    if (command.redirects.some(isKept)) return undefined;
    const node = searcherBehind(command, isList ? /OK/ : undefined) ?? command;
    return { verification, kind, program, item: command.item, node, inverted: false };
  }
  const judge = SUM.test(program) || program === 'openssl' ? judgeOf(command) : undefined;
  return judge && { verification, kind: 'comparison', program, ...judge };
}

/** Whether a command's status says whether a signature is right. */
function isSignature(program: string, texts: readonly string[]): boolean {
  if (/^gpg2?$/.test(program)) return texts.some((text) => /^--verify(?:-files)?$/.test(text));
  if (program === 'openssl') return texts.includes('-verify') || texts.includes('-signature');
  return /^(?:gpgv2?|cosign|slsa-verifier|minisign|signify(?:-openbsd)?|sq|rpm|jarsigner|gh)$/.test(program);
}

/** What compares a sum that was computed: a search in its output, or the test that its substitution stands in. */
function judgeOf(command: Command): Pick<Check, 'item' | 'node' | 'inverted'> | undefined {
  const searcher = searcherBehind(command);
  if (searcher) return { item: command.item, node: searcher, inverted: false };
  const { list } = command.item;
  if (list.owner?.kind !== 'substitution') return undefined;
  const { item } = list.owner;
  const node = item.pipeline[0]!;
  if (item.pipeline.length > 1 || !isTest(node)) return undefined;
  const test = testText(item);
  if (/=~|-(?:ne|[zn])\b/.test(test)) return undefined;
  return { item, node, inverted: /!/.test(test) };
}

/** `grep` and its like at the end of a command's pipe: they succeed only where they find something, which has to be `wanted`. */
function searcherBehind(command: Command, wanted?: RegExp): Node | undefined {
  const { pipeline } = command.item;
  const last = pipeline.at(-1);
  if (last === command || last?.type !== 'command') return undefined;
  const { name, args } = unwrap(last);
  if (!/^(?:[ef]?grep|diff|cmp)$/.test(commandName(name) ?? '')) return undefined;
  if (wanted && !args.some(({ text }) => wanted.test(text))) return undefined;
  return args.some(({ text }) => /^-[a-z]*[vcL]|^--(?:invert|count|files)/.test(text)) ? undefined : last;
}

const isTest = (node: Node): boolean =>
  node.type === 'compound' ? node.kind === 'test' : /^(?:test|\[)$/.test(commandName(node.name) ?? '');

const testText = ({ list, start, end }: Item): string =>
  list.script.text.text.slice(start, end).replace(/\$\([^]*?\)/g, '');
