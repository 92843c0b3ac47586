import type { Connection, Hover, HoverParams } from 'vscode-languageserver';

/** Tells about a place of a Dockerfile, and asks no network for it; undefined where it has nothing to say. */
export type HoverProvider = (params: HoverParams) => Promise<Hover | null | undefined>;

/** Tells what the first provider says that has something to say. */
export function registerHovers(connection: Connection, providers: readonly HoverProvider[]): void {
  connection.onHover(async (params) => {
    for (const provide of providers) {
      const hover = await provide(params);
      if (hover) return hover;
    }
    return null;
  });
}
