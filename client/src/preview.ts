import type { ApplyWorkspaceEditParams, WorkspaceEdit } from 'vscode-languageclient/node';

const MARK = 'preview';

/**
 * VS Code shows its Refactor Preview only where some change needs confirmation, and shows such changes unticked, so that
 * Apply does nothing until each is ticked. Here the changes themselves need none, and what needs it is to create a file
 * that is there already: that opens the preview and is not listed in it.
 */
export function ticked({ edit, ...params }: ApplyWorkspaceEditParams): ApplyWorkspaceEditParams {
  const annotations = Object.entries(edit.changeAnnotations ?? {});
  const uri = editedFile(edit);
  if (uri === undefined || !annotations.some(([, { needsConfirmation }]) => needsConfirmation))
    return { edit, ...params };
  const free = annotations.map(([id, annotation]) => [id, { ...annotation, needsConfirmation: false }]);
  return {
    ...params,
    edit: {
      documentChanges: [
        ...edit.documentChanges!,
        { kind: 'create', uri, options: { ignoreIfExists: true }, annotationId: MARK },
      ],
      changeAnnotations: { ...Object.fromEntries(free), [MARK]: { label: 'Preview', needsConfirmation: true } },
    },
  };
}

/** A file that is edited; documents that were never saved are none. */
function editedFile({ documentChanges = [] }: WorkspaceEdit): string | undefined {
  const uris = documentChanges.flatMap((change) => ('textDocument' in change ? [change.textDocument.uri] : []));
  return uris.find((uri) => !uri.startsWith('untitled:'));
}
