import { chainBehind, isStatement } from '../facts/failure/context.ts';
import { type Loss, lossOfExit } from '../facts/failure/loss.ts';
import { onlySays, outcomeOf } from '../facts/failure/outcome.ts';
import { exitStopsBuild, nextOf, stopsBuild } from '../facts/failure/stopping.ts';
import type { BuildScript } from '../facts/scripts.ts';
import type { Source } from '../rule.ts';
import type { Item } from '../shell/model.ts';
import { commandName } from '../shell/unwrap.ts';
import type { Edit } from '../text/span.ts';
import type { Obstacle } from './chain.ts';

/** The edits that make an item's failure end the build although it is lost now, or why there are none. */
export function countFailure(source: Source, build: BuildScript, item: Item, loss: Loss): readonly Edit[] | Obstacle {
  if (loss.how === 'pipe') return { obstacle: 'what reads the pipe may need all of its output' };
  if (loss.how === 'background') return { obstacle: 'it runs in the background' };
  if (loss.how === 'negated') return { obstacle: 'only its author knows what the ! is for' };
  if (build.script.broken || loss.build.script.broken) return { obstacle: 'its script cannot be read to the end' };
  if (loss.how === 'said') return sayAndStop(source, loss);
  const place = [{ build, item }, loss].find(
    (one) => exitStopsBuild(source, one.build, one.item) && !lossOfExit(source, one.build, one.item),
  );
  if (!place) return { obstacle: 'exit 1 would leave no more than the shell that it stands in' };
  if (place.build.script.form === 'exec') return { obstacle: 'no shell reads it' };
  return place.item === loss.item && loss.how === 'swallowed' ? unswallow(source, loss) : guard(place.item);
}

/** Ends the branch that says so with `exit 1`. */
function sayAndStop(source: Source, { build, by }: Loss): readonly Edit[] | Obstacle {
  if (!by || !('list' in by)) return { obstacle: 'nothing runs where it fails' };
  if (!exitStopsBuild(source, build, by) || lossOfExit(source, build, by))
    return { obstacle: 'exit 1 would leave no more than the shell that it stands in' };
  return [build.script.text.insertAfter(by.end, '; exit 1')];
}

/** Ends the build with `exit 1` where an item fails: behind an alternative that fails as well (`|| (echo bad; exit 1)`), else at once. */
function guard(item: Item): readonly Edit[] {
  const { text } = item.list.script;
  const last = chainBehind(item).at(-1);
  if (last?.before === '||' && outcomeOf(last) === 'fails') return [text.insertAfter(last.end, ' || exit 1')];
  if (isStatement(item)) return [text.insertAfter(item.end, ' || exit 1')];
  return [text.replace(item.start, item.start, '{ '), text.insertAfter(item.end, ' || exit 1; }')];
}

/** Takes the place of what swallows a failure; what it says is kept. Where it swallows others as well, they stay swallowed. */
function unswallow(source: Source, { build, item, by }: Loss): readonly Edit[] {
  const chain = chainBehind(item);
  const last = chain.at(-1)!;
  const joined = item.before === '&&' || item.before === '||';
  if (joined || last !== by || !chain.slice(0, -1).every((link) => link.before === '&&' && onlySays(link)))
    return guard(item);
  const { text } = item.list.script;
  const [node] = last.pipeline;
  const group = node?.type === 'compound' && node.kind === 'group';
  if (group && outcomeOf(last) === 'leaves') return guard(item);
  if (group) return [text.insertAfter(last.end - 1, 'exit 1; ')];
  if (node?.type !== 'command' || /^(?:echo|printf|cat|ls)$/.test(commandName(node.name) ?? ''))
    return [text.replace(last.start, last.start, '{ '), text.insertAfter(last.end, '; exit 1; }')];
  if (nextOf(item) === last && stopsBuild(source, build, last, true)) return [text.replace(item.end, last.end, '')];
  return [text.replace(last.start, last.end, 'exit 1')];
}
