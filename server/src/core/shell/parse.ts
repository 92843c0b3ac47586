import {
  type CommandNode as AnyCommandNode,
  type Case,
  type Command as CommandNode,
  type CompoundList,
  type If,
  type ParsedScript,
  parse,
  type Redirection,
  type Statement,
  type SyntaxNode,
  type Word as WordNode,
} from 'unbash';
import { type MappedText, MappedTextBuilder } from '../text/mapped.ts';
import type { Command, Compound, Item, List, Node, Owner, Redirect, Script, Word } from './model.ts';
import { wordParts } from './words.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const PARSES = new Map<string, ParsedScript>();
const PARSES_KEPT = 2000;

/** Parses a script's text, remembered by the text alone: an edit elsewhere in the file costs nothing. */
function parseText(text: string): ParsedScript {
  const found = PARSES.get(text);
  if (found) return found;
  const parsed = parse(text);
  if (PARSES.size >= PARSES_KEPT) PARSES.clear();
  PARSES.set(text, parsed);
  return parsed;
}

/** A script as sh or bash reads it. Never fails: what cannot be parsed is left out. */
export function parseScript(text: MappedText, form: 'shell' | 'heredoc'): Script {
  const commands: Command[] = [];
  const parsed = parseText(text.text);
  const broken = (parsed.errors?.length ?? 0) > 0;
  const script = { form, text, broken, commands } as unknown as Writable<Script>;
  script.list = toList(parsed.commands, undefined);
  return script;

  function toList(statements: readonly Statement[], owner: Owner | undefined): List {
    const items: Item[] = [];
    const list: List = { items, owner, script };
    let before: Item['before'];
    statements.forEach((statement, index) => {
      if (index > 0) before = separator(statements[index - 1]!, statement);
      if (statement.command.type !== 'AndOr') items.push(toItem(statement.command, before, list));
      else {
        const { commands: members, operators } = statement.command;
        members.forEach((member, at) => {
          items.push(toItem(member, at === 0 ? before : operators[at - 1], list));
        });
      }
    });
    return list;
  }

  function separator(previous: Statement, statement: Statement): Item['before'] {
    if (previous.background) return '&';
    return text.text.slice(previous.end, statement.pos).includes(';') ? ';' : '\n';
  }

  function toItem(node: SyntaxNode, before: Item['before'], list: List): Item {
    const pipe = node.type === 'Pipeline' ? node : undefined;
    const members = (pipe?.commands ?? [node]) as readonly AnyCommandNode[];
    const pipeline: Node[] = [];
    const negated = pipe?.prefixes.some(({ type }) => type === 'Negation') ?? false;
    const item: Item = { before, negated, pipeline, list, start: node.pos, end: node.end };
    for (const member of members) pipeline.push(toNode(member, item));
    return item;
  }

  function toNode(node: AnyCommandNode, item: Item): Node {
    switch (node.type) {
      case 'Command':
        return toCommand(node, item);
      case 'Redirected': {
        const inner = toNode(node.command, item);
        return inner.type === 'compound' ? { ...inner, redirects: toRedirects(node.redirects, item) } : inner;
      }
      case 'If':
        return conditional(node, item);
      case 'For':
      case 'Select':
        return compound('loop', item, [node.body], node.wordlist);
      case 'ArithmeticFor':
        return compound('loop', item, [node.body]);
      case 'While':
        return compound('loop', item, [node.clause, node.body]);
      case 'Case':
        return choice(node, item);
      case 'Subshell':
        return compound('subshell', item, [node.body]);
      case 'BraceGroup':
        return compound('group', item, [node.body]);
      case 'Function':
      case 'Coproc':
        return compound('function', item, [bodyOf(node.body)]);
      case 'TestCommand':
        return compound('test', item, [], testWords(node));
      case 'ArithmeticCommand':
        return compound('test', item, []);
    }
  }

  function compound(
    kind: Compound['kind'],
    item: Item,
    bodies: readonly CompoundList[],
    words: readonly WordNode[] = [],
  ): Compound {
    const lists: List[] = [];
    const node: Compound = {
      type: 'compound',
      kind,
      lists,
      redirects: [],
      words: words.map((word) => toWord(word, item)),
      item,
    };
    if (kind !== 'test') for (const body of bodies) lists.push(toList(body.commands, { kind, item }));
    return node;
  }

  function conditional(node: If, item: Item): Compound {
    const lists: List[] = [];
    const earlier: List[] = [];
    for (const { clause, then } of [node, ...node.elif]) {
      const condition = toList(clause.commands, { kind: 'if', item });
      lists.push(condition);
      lists.push(toList(then.commands, { kind: 'if', item, branch: { kind: 'if', condition, earlier: [...earlier] } }));
      earlier.push(condition);
    }
    if (node.else) {
      const branch = { kind: 'if', condition: undefined, earlier } as const;
      lists.push(toList(node.else.commands, { kind: 'if', item, branch }));
    }
    return { type: 'compound', kind: 'if', lists, redirects: [], words: [], item };
  }

  function choice(node: Case, item: Item): Compound {
    const subject = toWord(node.word, item);
    const patterns = node.items.map(({ pattern }) => pattern.map((word) => word.text));
    const lists = node.items.map(({ body }, index) => {
      const branch = { kind: 'case', subject, patterns: patterns[index]!, earlier: patterns.slice(0, index) } as const;
      return toList(body.commands, { kind: 'case', item, branch });
    });
    return { type: 'compound', kind: 'case', lists, redirects: [], words: [subject], item };
  }

  function toCommand(node: CommandNode, item: Item): Command {
    const assignments: Writable<Command['assignments'][number]>[] = [];
    const args: Word[] = [];
    const command = {
      type: 'command',
      args,
      assignments,
      item,
      script,
      start: node.pos,
      end: node.end,
    } as unknown as Writable<Command>;
    const index = commands.push(command) - 1;
    command.name = node.name && toWord(node.name, item);
    for (const part of [...node.prefix, ...node.suffix]) {
      if (part.type === 'Word') args.push(toWord(part, item));
      else if (part.type === 'Assignment') {
        const value = part.value.type === 'Word' ? toWord(part.value, item) : undefined;
        assignments.push({ name: part.name, value, append: part.append ?? false, start: part.pos, end: part.end });
      }
    }
    command.redirects = toRedirects(node.redirects, item);
    // A substitution runs before the command whose word it stands in.
    if (commands.length > index + 1) commands.push(...commands.splice(index, 1));
    return command;
  }

  function toRedirects(nodes: readonly Redirection[], item: Item): Redirect[] {
    return nodes.map((node) => ({
      operator: node.operator,
      descriptor: node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : undefined,
      target: node.type === 'HereDoc' || !node.target ? undefined : toWord(node.target, item),
      heredoc:
        node.type === 'HereDoc'
          ? { start: node.body.pos, end: node.body.end, expand: !node.delimiter?.quoted }
          : undefined,
      start: node.pos,
      end: node.end,
    }));
  }

  function toWord(node: WordNode, item: Item): Word {
    const substitutions: List[] = [];
    collectScripts(node, (inner) => {
      // Backticks with escapes are parsed from a text of their own: their positions are not this script's.
      if (inner.source === undefined) substitutions.push(toList(inner.commands, { kind: 'substitution', item }));
    });
    return { text: node.text, parts: wordParts(node), substitutions, start: node.pos, end: node.end, script };
  }
}

function collectScripts(node: WordNode, found: (script: ParsedScript) => void): void {
  const visit = (part: {
    readonly type: string;
    readonly script?: ParsedScript | undefined;
    readonly parts?: unknown;
  }) => {
    if (part.script) found(part.script);
    if (Array.isArray(part.parts)) part.parts.forEach(visit);
  };
  node.parts?.forEach(visit);
}

const bodyOf = (node: SyntaxNode): CompoundList =>
  node.type === 'CompoundList'
    ? node
    : node.type === 'BraceGroup' || node.type === 'Subshell'
      ? node.body
      : {
          type: 'CompoundList',
          pos: node.pos,
          end: node.end,
          commands: [
            { type: 'Statement', pos: node.pos, end: node.end, command: node as AnyCommandNode, background: undefined },
          ],
        };

function testWords({ expression }: { readonly expression: unknown }): WordNode[] {
  const words: WordNode[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ((value as { type?: string }).type === 'Word') words.push(value as WordNode);
    else for (const inner of Object.values(value)) visit(inner);
  };
  visit(expression);
  return words;
}

/** A command given as a JSON array: no shell reads its words. */
export function parseExec(strings: readonly MappedText[]): Script {
  const builder = new MappedTextBuilder(strings[0]?.span(0, 0).start ?? 0, (text) => JSON.stringify(text).slice(1, -1));
  const offsets = strings.map((string, index) => {
    if (index > 0) builder.add(' ', string.span(0, 0).start - 1, string.span(0, 0).start - 1);
    const start = builder.length;
    builder.append(string);
    return { start, end: builder.length };
  });
  const items: Item[] = [];
  const commands: Command[] = [];
  const script = { form: 'exec', text: builder.build(), broken: false, commands } as unknown as Writable<Script>;
  const list: List = { items, owner: undefined, script };
  script.list = list;
  const words = offsets.map(({ start, end }): Word => {
    const text = script.text.text.slice(start, end);
    return { text, parts: [{ kind: 'text', text, quoted: true }], substitutions: [], start, end, script };
  });
  const [name, ...args] = words;
  if (!name) return script;
  const pipeline: Node[] = [];
  const item: Item = { before: undefined, negated: false, pipeline, list, start: 0, end: script.text.text.length };
  const command: Command = {
    type: 'command',
    name,
    args,
    assignments: [],
    redirects: [],
    item,
    script,
    start: 0,
    end: item.end,
  };
  items.push(item);
  pipeline.push(command);
  commands.push(command);
  return script;
}
