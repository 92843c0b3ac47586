import type { BuildScript } from '../facts/scripts.ts';
import { variablesAt } from '../facts/variables.ts';
import type { Source } from '../rule.ts';

/** How a script asks for the architecture, or by an ARG; undefined where it does so in several ways, or gives the ARG another value. */
export function selector(
  source: Source,
  { instruction, script }: BuildScript,
): { readonly word: string; readonly names: 'name' | 'machine' | 'debian' | 'alpine' } | undefined {
  const { text } = script.text;
  const commands = SELECTORS.filter(({ pattern }) => pattern.test(text));
  const isDeclared = variablesAt(source, instruction)('TARGETARCH') !== undefined;
  const isByArgument = /\bTARGET(?:ARCH|PLATFORM|VARIANT)\b/.test(text) || commands.length === 0;
  if (commands.length + (isByArgument ? 1 : 0) !== 1) return undefined;
  if (!isByArgument) return commands[0];
  return isDeclared && !/\bTARGETARCH=/.test(text) ? { word: '${TARGETARCH}', names: 'name' } : undefined;
}

const SELECTORS = [
  { pattern: /dpkg --print-architecture/, word: '$(dpkg --print-architecture)', names: 'debian' },
  { pattern: /apk --print-arch/, word: '$(apk --print-arch)', names: 'alpine' },
  { pattern: /\buname -m\b|\$\(\s*arch\s*\)|`\s*arch\s*`/, word: '$(uname -m)', names: 'machine' },
] as const;
