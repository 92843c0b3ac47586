/** Bundles the programs into dist/, with source maps; with --minify as they are shipped: small and without maps. */

import { existsSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const minify = process.argv.includes('--minify');

/** Modules written for import.meta.url find themselves in a CommonJS bundle too. */
const ownUrl = "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;";

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20.9',
  // jsonc-parser's CommonJS build loads its parts in a way that no bundler follows; its ES modules bundle well.
  mainFields: ['module', 'main'],
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: ownUrl },
  external: ['vscode'],
  minify,
  sourcemap: !minify,
  logLevel: 'info',
};

await rm('dist', { recursive: true, force: true });
await build({
  ...common,
  entryPoints: ['server/src/cli/main.ts'],
  outfile: 'dist/cli.js',
  banner: { js: `#!/usr/bin/env node\n${ownUrl}` },
});
await chmod('dist/cli.js', 0o755);

const others = [
  { entry: 'server/src/sources/apart-worker.ts', outfile: 'dist/digests.js' },
  { entry: 'server/src/lsp/main.ts', outfile: 'dist/server.js' },
  { entry: 'client/src/extension.ts', outfile: 'dist/client.js' },
];
for (const { entry, outfile } of others.filter(({ entry }) => existsSync(entry))) {
  await build({ ...common, entryPoints: [entry], outfile });
}
