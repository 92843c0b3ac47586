import type { BuildScript } from '../facts/scripts.ts';
import { commandName, unwrap, wordText } from '../shell/unwrap.ts';

/** Whether a shell inside another command starts from an environment of its own: sudo, su, `env -i`, chroot. */
export function losesArguments({ host }: BuildScript): boolean {
  if (!host) return false;
  const { name, args } = host.command;
  const inner = unwrap(host.command);
  const words = [name, ...args].slice(0, 1 + args.length - inner.args.length);
  const clean = words.some((word) => word && /^(?:sudo|su|doas|runuser|chroot)$/.test(commandName(word) ?? ''));
  const emptied =
    words.some((word) => word && commandName(word) === 'env') &&
    words.some((word) => word && /^(?:-|-[a-z]*i[a-z]*|--ignore-environment)$/.test(wordText(word)));
  return clean || emptied || losesArguments(host.build);
}
