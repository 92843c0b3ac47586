/** Writes what follows from the rules and from the defaults; with --check it only names the files that are out of date. */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rules } from '../server/src/core/rules/index.ts';
import { projectSchema } from './generate/schema.ts';
import { editorSettings, projectSettings, type Schema } from './generate/settings.ts';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** Generated files, each with what is to stand in it. */
const generated: Readonly<Record<string, () => string>> = {
  'package.json': () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
    manifest.contributes.configuration = { title: 'Harden Dockerfile', properties: configuration() };
    return JSON.stringify(manifest);
  },
  'client/settings.schema.json': () => JSON.stringify(projectSchema()),
  'docs/rules/README.md': rulesPage,
};

/** The table of the rules. */
function rulesPage(): string {
  const rows = rules.map(
    ({ id, summary, severity, off }) => `| [\`${id}\`](${id}.md) | ${severity}${off ? ', off' : ''} | ${summary} |`,
  );
  return ['# Rules', '', '| rule | severity | what holds |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

/** The editor's settings, each with the scope that it has by itself or else that of a project's. */
function configuration(): Record<string, Schema> {
  const entries = Object.entries({ ...projectSettings, ...editorSettings });
  return Object.fromEntries(
    entries.map(([key, schema], order) => [`hardenDockerfile.${key}`, { order, scope: 'resource', ...schema }]),
  );
}

/** As `npm run format` would leave it. */
function formatted(path: string, text: string): string {
  if (path.endsWith('.md')) return text;
  const { status, stdout, stderr } = spawnSync('node_modules/.bin/biome', ['format', `--stdin-file-path=${path}`], {
    input: text,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`biome cannot format ${path}: ${stderr}`);
  return stdout;
}

const stale = Object.entries(generated).flatMap(([path, make]) => {
  const text = formatted(path, make());
  return existsSync(path) && readFileSync(path, 'utf8') === text ? [] : [{ path, text }];
});
if (process.argv.includes('--check')) {
  for (const { path } of stale) console.log(`${path} is out of date: npm run generate`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const { path, text } of stale) writeFileSync(path, text);
}
