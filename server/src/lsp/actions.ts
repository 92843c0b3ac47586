import {
  type ClientCapabilities,
  type CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type CodeActionParams,
  type Position,
  type Range,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { parseDockerfile } from '../core/dockerfile/parse.ts';
import type { Diagnostic, Fix } from '../core/rule.ts';
import { toLspDiagnostic, toRange } from './convert.ts';
import { ignoring } from './ignore.ts';
import { type Offer, offers } from './keys.ts';
import { offline } from './network.ts';
import { type Proposal, proposeAll, proposeOne } from './proposals.ts';
import { APPLY_FIX_COMMAND, type FixReference } from './protocol.ts';
import type { Snapshot, Snapshots } from './snapshots.ts';
import type { EditWriter } from './workspaceEdit.ts';

/** Fixes everything that is safe and needs no network. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.hardenDockerfile`;

/** What is kept of an action whose edit is computed when it is wanted; without a key it is `FIX_ALL`. */
interface Later {
  readonly uri: string;
  readonly key?: string;
}

export interface Actions {
  list(params: CodeActionParams): Promise<CodeAction[]>;
  resolve(action: CodeAction): Promise<CodeAction>;
}

/** Offers fixes where findings are. */
export function createActions(snapshots: Snapshots, writer: EditWriter, { textDocument }: ClientCapabilities): Actions {
  const resolves = textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true;

  async function editOf({ uri, key }: Later): Promise<WorkspaceEdit | undefined> {
    const snapshot = await snapshots.latest(uri);
    const proposal =
      snapshot && (await (key === undefined ? proposeLocal(snapshot) : proposeOne(snapshot, key, NOBODY)));
    return snapshot && proposal && proposal.applied.length > 0 ? writer.write(snapshot, proposal, false) : undefined;
  }

  const deferred = async (action: CodeAction, later: Later): Promise<CodeAction> => {
    if (resolves) return { ...action, data: later };
    const edit = await editOf(later);
    return edit ? { ...action, edit } : action;
  };

  async function quickFixes(snapshot: Snapshot, concerned: readonly Diagnostic[]): Promise<CodeAction[]> {
    const { document, lint } = snapshot;
    const all = offers(lint);
    const actions: CodeAction[] = [];
    for (const diagnostic of concerned) {
      const own = all.filter((offer) => offer.diagnostic === diagnostic);
      const preferred = own.find(({ fix }) => fix.safety === 'safe');
      for (const offer of own) {
        const action = quickFix(document, offer, offer === preferred);
        actions.push(action.command ? action : await deferred(action, { uri: document.uri, key: offer.key }));
      }
    }
    return [...merged(actions), ...ignoreActions(snapshot, concerned, writer)];
  }

  return {
    async list({ textDocument: { uri }, range, context }) {
      const snapshot = await snapshots.latest(uri);
      if (!snapshot) return [];
      // Neovim 0.7 documents a plain string.
      const kinds = context.only && [context.only].flat();
      const isWanted = (kind: string) =>
        !kinds || kinds.some((one) => one === '' || kind === one || kind.startsWith(`${one}.`));
      const concerned = snapshot.lint.diagnostics.filter((one) => isMeant(snapshot.document, one, range, context));
      const actions = isWanted(CodeActionKind.QuickFix) ? await quickFixes(snapshot, concerned) : [];
      if (isWanted(FIX_ALL) && snapshot.lint.diagnostics.some(({ fixes }) => fixes?.some(isLocal))) {
        actions.push(
          await deferred({ title: 'Fix all that needs no download (Harden Dockerfile)', kind: FIX_ALL }, { uri }),
        );
      }
      return actions;
    },
    async resolve(action) {
      const edit = action.data ? await editOf(action.data as Later) : undefined;
      return edit ? { ...action, edit } : action;
    },
  };
}

const isLocal = ({ safety, needs = [] }: Fix): boolean => safety === 'safe' && needs.length === 0;

const NOBODY = offline('this action needs no network');

const proposeLocal = (snapshot: Snapshot): Promise<Proposal> => proposeAll(snapshot, (_, fix) => isLocal(fix), NOBODY);

/** A fix that needs the network is a command, which the user can watch and cancel. */
function quickFix(document: TextDocument, { key, fix, diagnostic }: Offer, isPreferred: boolean): CodeAction {
  const reference: FixReference = { uri: document.uri, key };
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [toLspDiagnostic(document, diagnostic)],
    ...(isPreferred && { isPreferred }),
    ...((fix.needs ?? []).length > 0 && {
      command: { title: fix.title, command: APPLY_FIX_COMMAND, arguments: [reference] },
    }),
  };
}

/** One action for a fix that several findings share. */
function merged(actions: readonly CodeAction[]): CodeAction[] {
  const known = new Map<string, CodeAction>();
  for (const action of actions) {
    const id = JSON.stringify([action.title, action.data, action.edit, action.command]);
    const before = known.get(id);
    known.set(id, before ? { ...before, diagnostics: [...before.diagnostics!, ...action.diagnostics!] } : action);
  }
  return [...known.values()];
}

/** For each rule that found something, a comment that silences it there. */
function ignoreActions(snapshot: Snapshot, concerned: readonly Diagnostic[], writer: EditWriter): CodeAction[] {
  const { document, subject } = snapshot;
  const file = concerned.length > 0 ? parseDockerfile(subject.text) : undefined;
  const known = new Set<string>();
  return concerned.flatMap((diagnostic): CodeAction[] => {
    const edit = ignoring(file!, diagnostic.rule.id, diagnostic.span);
    const id = JSON.stringify(edit);
    if (!edit || known.has(id)) return [];
    known.add(id);
    return [
      {
        title: `Ignore ${diagnostic.rule.id} here`,
        kind: CodeActionKind.QuickFix,
        diagnostics: [toLspDiagnostic(document, diagnostic)],
        edit: writer.write(snapshot, { edits: [{ ...edit, fixes: [] }], others: new Map() }, false),
      },
    ];
  });
}

/** Whether a finding shares a character with the range, touches it, or is named: some clients name those of the line. */
function isMeant(
  document: TextDocument,
  { span, rule }: Diagnostic,
  { start, end }: Range,
  { diagnostics }: CodeActionContext,
): boolean {
  if (span.start <= document.offsetAt(end) && document.offsetAt(start) <= span.end) return true;
  const own = toRange(document, span);
  return diagnostics.some(
    (one) => one.code === rule.id && same(one.range.start, own.start) && same(one.range.end, own.end),
  );
}

const same = (a: Position, b: Position): boolean => a.line === b.line && a.character === b.character;
