import type { Command, List } from '../../shell/model.ts';
import type { BuildScript } from '../scripts.ts';

const MACHINE =
  /(?:^|[^a-z])(?:cpu|gpu|cuda|nvidia|rocm|xpu|hpu|arm64|aarch64|amd64|x86_64|targetarch|targetplatform|uname)(?![a-z])/i;

/** Whether an `if`, a `case` or a test around a command chooses by the kind of machine: the file then serves several. */
export function dependsOnMachine(build: BuildScript, command: Command): boolean {
  const text = build.script.text.text;
  let { item } = command;
  for (let list: List | undefined = item.list; list; list = list.owner?.item.list) {
    const { owner } = list;
    if (testedBefore(text, list, item.start)) return true;
    if (!owner) break;
    if (/^(?:if|case)$/.test(owner.kind) && MACHINE.test(text.slice(owner.item.start, owner.item.end))) return true;
    item = owner.item;
  }
  return build.host !== undefined && dependsOnMachine(build.host.build, build.host.command);
}

/** Whether a test of the machine stands in front of an item in its chain: `[ "$DEVICE" = cpu ] && …`. */
function testedBefore(text: string, { items }: List, start: number): boolean {
  let index = items.findIndex((item) => item.start === start);
  for (; index > 0 && /^(?:&&|\|\|)$/.test(items[index]!.before ?? ''); index--) {
    const previous = text.slice(items[index - 1]!.start, items[index - 1]!.end);
    if (/^(?:\[|(?:test|command|which|nvidia-smi)\b)/.test(previous) && MACHINE.test(previous)) return true;
  }
  return false;
}
