import type { Item, List } from '../shell/model.ts';
import { commandName } from '../shell/unwrap.ts';
import { known, type Lookup } from '../text/parts.ts';

/** Whether a list runs, as far as the values tell: `undefined` where only the build knows. */
export function runs(list: List, lookup: Lookup): boolean | undefined {
  const branch = list.owner?.branch;
  if (branch?.kind === 'case') {
    const subject = known(branch.subject.parts, lookup);
    return subject === undefined
      ? undefined
      : firstOf(
          branch.earlier.map((patterns) => matches(patterns, subject)),
          () => matches(branch.patterns, subject),
        );
  }
  if (branch?.kind === 'if') {
    const { condition, earlier } = branch;
    return firstOf(
      earlier.map((one) => conditionHolds(one, lookup)),
      () => (condition ? conditionHolds(condition, lookup) : true),
    );
  }
  return undefined;
}

/** Whether the own condition decides: none in front of it holds. */
function firstOf(earlier: readonly (boolean | undefined)[], own: () => boolean | undefined): boolean | undefined {
  if (earlier.includes(true)) return false;
  return earlier.includes(undefined) ? undefined : own();
}

function matches(patterns: readonly string[], subject: string): boolean | undefined {
  if (patterns.some((pattern) => !pattern.includes('$') && glob(pattern).test(subject))) return true;
  return patterns.some((pattern) => pattern.includes('$')) ? undefined : false;
}

const glob = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/["']/g, '')
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  );

/** Whether the condition of an `if` holds: tests that the values decide, joined by `&&` and `||`. */
function conditionHolds({ items }: List, lookup: Lookup): boolean | undefined {
  const last = items[items.length - 1];
  const chained = items.slice(1).every(({ before }) => before === '&&' || before === '||');
  return last && chained ? succeeds(last, lookup, undefined) : undefined;
}

/** Whether the chain in front of an item lets it run: `[ "$A" = b ] && X=1`. Commands that are no tests succeed, or the build ends. */
export function reached(item: Item, lookup: Lookup): boolean | undefined {
  const previous = item.list.items[item.list.items.indexOf(item) - 1];
  if (!previous || (item.before !== '&&' && item.before !== '||')) return true;
  const before = succeeds(previous, lookup, true);
  return item.before === '&&' ? before : before === undefined ? undefined : !before;
}

/** Whether a chain succeeds up to an item; `otherwise` is what a command that is no test does. */
function succeeds(item: Item, lookup: Lookup, otherwise: true | undefined): boolean | undefined {
  const own = isTest(item) ? testHolds(item, lookup) : otherwise;
  const previous = item.list.items[item.list.items.indexOf(item) - 1];
  if (!previous || (item.before !== '&&' && item.before !== '||')) return own;
  const before = succeeds(previous, lookup, otherwise);
  if (item.before === '&&') return before === false || own === false ? false : before && own;
  return before === true ? true : before === false ? own : undefined;
}

/** Whether an item is `[ … ]`, `test …` or `[[ … ]]`. */
export const isTest = ({ pipeline: [only] }: Item): boolean =>
  only?.type === 'compound' ? only.kind === 'test' : /^(?:\[|test)$/.test(commandName(only?.name) ?? '');

/** Whether one `[ a = b ]` holds. */
function testHolds({ pipeline, negated }: Item, lookup: Lookup): boolean | undefined {
  const [command, ...others] = pipeline;
  if (command?.type !== 'command' || others.length > 0) return undefined;
  const words = command.args.filter(({ text }) => text !== ']').map(({ parts }) => known(parts, lookup));
  const [left, operator, right] = words;
  if (words.length !== 3 || left === undefined || right === undefined) return undefined;
  if (operator === '=' || operator === '==') return (left === right) !== negated;
  return operator === '!=' ? (left !== right) !== negated : undefined;
}
