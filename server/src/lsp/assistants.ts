import type {
  CompletionItem,
  CompletionParams,
  Connection,
  Hover,
  HoverParams,
  ServerCapabilities,
} from 'vscode-languageserver';

/** Tells about a place of a Dockerfile, and asks no network for it; nothing where it has nothing to say. */
export type HoverProvider = (params: HoverParams) => Promise<Hover | null | undefined>;

/** Knows what may be typed at a place; nothing where it does not. */
export type CompletionProvider = (params: CompletionParams) => Promise<CompletionItem[] | undefined>;

/** Helps whoever reads or types. */
export interface Assistant {
  readonly hover?: HoverProvider;
  readonly completion?: CompletionProvider;
}

/** What `registerAssistants` answers to. */
export const ASSISTANCE: ServerCapabilities = {
  hoverProvider: true,
  completionProvider: { triggerCharacters: ['=', ' ', '"'] },
};

/** Asks assistants in order: the first that has something to say is heard. */
export function registerAssistants(connection: Connection, assistants: readonly Assistant[]): void {
  connection.onHover(async (params) => {
    for (const { hover } of assistants) {
      const found = await hover?.(params);
      if (found) return found;
    }
    return null;
  });
  connection.onCompletion(async (params) => {
    for (const { completion } of assistants) {
      const found = await completion?.(params);
      if (found) return found;
    }
    return null;
  });
}
