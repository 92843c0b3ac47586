import { TextDocument } from 'vscode-languageserver-textdocument';
import { isDockerfileName } from '../project/names.ts';

/** Whether a document is to be linted: a project's other files are only read. */
export const isDockerfile = ({ languageId, uri }: TextDocument): boolean =>
  languageId === 'dockerfile' || isDockerfileName(uri.replace(/[?#].*$/, '').replace(/^.*(?:\/|%2f)/i, ''));

/** A copy that no edit reaches. */
export const copyOf = (document: TextDocument): TextDocument =>
  TextDocument.create(document.uri, document.languageId, document.version, document.getText());
