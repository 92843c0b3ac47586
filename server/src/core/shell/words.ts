import type { DoubleQuotedChild, ParameterExpansionPart, Word as WordNode, WordPart } from 'unbash';
import type { Operation, Part } from '../text/parts.ts';

/** What the shell makes of a word: its text, its variables, and what only the build can tell. */
export function wordParts(node: WordNode): Part[] {
  if (!node.parts) return [{ kind: 'text', text: node.value, quoted: node.text !== node.value }];
  return merge(node.parts.flatMap((part) => convert(part, false)));
}

function convert(part: WordPart | DoubleQuotedChild, quoted: boolean): Part[] {
  switch (part.type) {
    case 'Literal':
      return [{ kind: 'text', text: part.value, quoted: quoted || part.text !== part.value }];
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [{ kind: 'text', text: part.value, quoted: true }];
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.length === 0
        ? [{ kind: 'text', text: '', quoted: true }]
        : part.parts.flatMap((child) => convert(child, true));
    case 'SimpleExpansion':
      return [{ kind: 'variable', name: part.text.slice(1) }];
    case 'ParameterExpansion':
      return [parameter(part)];
    case 'Glob':
      return [{ kind: 'dynamic', text: part.text, reason: 'a glob' }];
    case 'CommandExpansion':
      return [{ kind: 'dynamic', text: part.text, reason: `the output of ${shorten(part.text)}` }];
    default:
      return [{ kind: 'dynamic', text: part.text, reason: shorten(part.text) }];
  }
}

function parameter(part: ParameterExpansionPart): Part {
  const dynamic: Part = { kind: 'dynamic', text: part.text, reason: shorten(part.text) };
  const operation = part.operation;
  if (part.prefix === '!' && !part.index && !operation && /^\w+$/.test(part.parameter))
    return { kind: 'variable', name: `!${part.parameter}` };
  if (part.prefix || part.index) return dynamic;
  if (!operation) return { kind: 'variable', name: part.parameter };
  switch (operation.type) {
    case 'Default':
    case 'Remove':
      return variable(part.parameter, { operator: operation.operator, operand: wordParts(operation.operand) });
    case 'Replace': {
      const replacement = wordParts(operation.replacement);
      return variable(part.parameter, {
        operator: operation.operator,
        operand: wordParts(operation.pattern),
        replacement,
      });
    }
    default:
      return dynamic;
  }
}

const variable = (name: string, operation: Operation): Part => ({ kind: 'variable', name, operation });

const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

function merge(parts: readonly Part[]): Part[] {
  const merged: Part[] = [];
  for (const part of parts) {
    const last = merged[merged.length - 1];
    if (part.kind === 'text' && last?.kind === 'text' && last.quoted === part.quoted) {
      merged[merged.length - 1] = { kind: 'text', text: last.text + part.text, quoted: part.quoted };
    } else merged.push(part);
  }
  return merged;
}
