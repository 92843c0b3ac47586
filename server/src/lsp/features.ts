import { DockerfileLanguageServiceFactory } from 'dockerfile-language-service';
import { DockerAssist } from 'dockerfile-language-service/lib/dockerAssist.js';
import {
  type ClientCapabilities,
  type Connection,
  SemanticTokenModifiers,
  SemanticTokenTypes,
  type ServerCapabilities,
  type TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { ASSISTANCE, type Assistant, type CompletionProvider } from './assistants.ts';

/** What `registerFeatures` answers to. The legend is that of dockerfile-language-service, in its order. */
export const FEATURES: ServerCapabilities = {
  ...ASSISTANCE,
  completionProvider: { resolveProvider: true, triggerCharacters: ['=', ' ', '$', '-', '"'] },
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  documentSymbolProvider: true,
  documentLinkProvider: { resolveProvider: true },
  foldingRangeProvider: true,
  renameProvider: { prepareProvider: true },
  signatureHelpProvider: { triggerCharacters: ['-', '[', ',', '"', ' ', '='] },
  definitionProvider: true,
  documentHighlightProvider: true,
  semanticTokensProvider: {
    full: true,
    legend: {
      tokenTypes: [
        SemanticTokenTypes.keyword,
        SemanticTokenTypes.comment,
        SemanticTokenTypes.parameter,
        SemanticTokenTypes.property,
        SemanticTokenTypes.namespace,
        SemanticTokenTypes.class,
        SemanticTokenTypes.macro,
        SemanticTokenTypes.string,
        SemanticTokenTypes.variable,
        SemanticTokenTypes.operator,
        SemanticTokenTypes.modifier,
      ],
      tokenModifiers: [
        SemanticTokenModifiers.declaration,
        SemanticTokenModifiers.definition,
        SemanticTokenModifiers.deprecated,
      ],
    },
  },
};

/** dockerfile-language-service asks Docker Hub for an image's tags while one is typed; here nobody is asked unasked. */
const NO_TAGS = { getTags: async () => [] } as unknown as ConstructorParameters<typeof DockerAssist>[1];

/** Everything about a Dockerfile that is no finding, as dockerfile-language-service knows it; answers its hovers and completions. */
export function registerFeatures(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  { textDocument }: ClientCapabilities,
): Assistant {
  const service = DockerfileLanguageServiceFactory.createLanguageService();
  const { completion, hover, foldingRange } = textDocument ?? {};
  service.setCapabilities({
    ...(completion && { completion }),
    ...(hover && { hover }),
    ...(foldingRange && { foldingRange }),
  } as Parameters<typeof service.setCapabilities>[0]);
  const completionItem = (completion?.completionItem ?? {}) as ConstructorParameters<typeof DockerAssist>[2];
  const text = ({ uri }: { uri: string }) => documents.get(uri)?.getText() ?? '';

  const complete: CompletionProvider = async ({ textDocument, position }) => {
    const document = TextDocument.create('', '', 0, text(textDocument));
    return new DockerAssist(document, NO_TAGS, completionItem).computeProposals(position);
  };
  connection.onCompletionResolve((item) => service.resolveCompletionItem(item));
  connection.onDocumentFormatting(({ textDocument, options }) => service.format(text(textDocument), options));
  connection.onDocumentRangeFormatting(({ textDocument, range, options }) =>
    service.formatRange(text(textDocument), range, options),
  );
  connection.onDocumentSymbol(({ textDocument }) => service.computeSymbols(textDocument, text(textDocument)));
  connection.onDocumentLinks(({ textDocument }) => service.computeLinks(text(textDocument)));
  connection.onDocumentLinkResolve((link) => service.resolveLink(link));
  connection.onFoldingRanges(({ textDocument }) => service.computeFoldingRanges(text(textDocument)));
  connection.onPrepareRename(({ textDocument, position }) => service.prepareRename(text(textDocument), position));
  connection.onRenameRequest(({ textDocument, position, newName }) => ({
    changes: { [textDocument.uri]: service.computeRename(textDocument, text(textDocument), position, newName) },
  }));
  connection.onSignatureHelp(({ textDocument, position }) =>
    service.computeSignatureHelp(text(textDocument), position),
  );
  connection.onDefinition(({ textDocument, position }) =>
    service.computeDefinition(textDocument, text(textDocument), position),
  );
  connection.onDocumentHighlight(({ textDocument, position }) =>
    service.computeHighlightRanges(text(textDocument), position),
  );
  connection.languages.semanticTokens.on(({ textDocument }) => service.computeSemanticTokens(text(textDocument)));
  return {
    hover: async ({ textDocument, position }) => service.computeHover(text(textDocument), position),
    completion: complete,
  };
}
