import {
  type AnnotatedTextEdit,
  type ChangeAnnotation,
  type ClientCapabilities,
  TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { toRange } from './convert.ts';
import type { Changes } from './proposals.ts';
import type { Runtime } from './runtime.ts';
import type { Snapshot } from './snapshots.ts';
import type { TracedEdit } from './trace.ts';

/** Turns proposals into what the client understands. */
export interface EditWriter {
  /** Whether the files to edit that are not open are still as the snapshot saw them. */
  isOnDisk(snapshot: Snapshot, changes: Changes): Promise<boolean>;
  /** One edit with the versions that it is for; with `preview` every part waits for the user's consent. */
  write(snapshot: Snapshot, changes: Changes, preview: boolean): WorkspaceEdit;
}

export function editWriter(runtime: Runtime, { workspace }: ClientCapabilities): EditWriter {
  const versioned = workspace?.workspaceEdit?.documentChanges === true;
  const annotated = versioned && workspace?.workspaceEdit?.changeAnnotationSupport !== undefined;
  return {
    async isOnDisk({ open, place }, { others }) {
      const closed = [...others].filter(([path]) => !open.has(path));
      if (!place || closed.length === 0) return true;
      const view = runtime.projectFiles(place.root, false).view(undefined);
      for (const [path] of closed) view.project.read(path);
      await view.load();
      return closed.every(([path, { text }]) => view.project.read(path) === text);
    },
    write({ document, open, place }, { edits, others }, preview) {
      const annotations = preview && annotated ? createAnnotations() : undefined;
      const changes = [{ document, version: document.version as number | null, edits }];
      for (const [path, other] of others) {
        const seen = open.get(path);
        const uri = place ? runtime.uriOf({ root: place.root, path }) : path;
        const version = seen?.version ?? null;
        changes.push({ document: seen ?? TextDocument.create(uri, '', 0, other.text), version, edits: other.edits });
      }
      const textEdits = (one: (typeof changes)[number]) =>
        one.edits.map((edit) => textEdit(one.document, edit, annotations));
      if (!versioned) return { changes: Object.fromEntries(changes.map((one) => [one.document.uri, textEdits(one)])) };
      return {
        documentChanges: changes
          .filter((one) => one.edits.length > 0)
          .map((one) => TextDocumentEdit.create({ uri: one.document.uri, version: one.version }, textEdits(one))),
        ...(annotations && { changeAnnotations: annotations.all }),
      };
    },
  };
}

interface Annotations {
  readonly all: Record<string, ChangeAnnotation>;
  idOf(edit: TracedEdit): string;
}

/** One annotation for each set of fixes that an edit comes from: their titles, and what the world said for them. */
function createAnnotations(): Annotations {
  const all: Record<string, ChangeAnnotation> = {};
  return {
    all,
    idOf({ fixes }) {
      const label = [...new Set(fixes.map(({ fix }) => fix.title))].join('; ');
      const description = [...new Set(fixes.flatMap(({ provenance }) => provenance))].join('; ');
      const known = Object.keys(all).find(
        (one) => all[one]!.label === label && (all[one]!.description ?? '') === description,
      );
      const id = known ?? `fix ${Object.keys(all).length + 1}`;
      all[id] = { label, needsConfirmation: true, ...(description && { description }) };
      return id;
    },
  };
}

function textEdit(document: TextDocument, edit: TracedEdit, annotations?: Annotations): TextEdit | AnnotatedTextEdit {
  const plain = { range: toRange(document, edit.span), newText: edit.text };
  return annotations ? { ...plain, annotationId: annotations.idOf(edit) } : plain;
}
