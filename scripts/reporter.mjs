/**
 * A reporter for node:test: one line a file, each failure in full, each skipped test with its reason.
 * Writes { passed, failed, skipped } as JSON to the file that HARDEN_TOTALS names.
 */

import { writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { inspect } from 'node:util';

export default async function* report(events) {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  const path = [];
  let file;
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (!/^test:(start|pass|fail)$/.test(type)) continue;
    if (data.file !== file?.path) {
      if (file) yield* summary(file, totals);
      file = { path: data.file, passed: 0, failed: 0, skipped: 0, milliseconds: 0, lines: [] };
    }
    path.length = data.nesting;
    path.push(data.name);
    if (type !== 'test:start') count(type === 'test:pass', data, path.join(' > '), file);
  }
  if (file) yield* summary(file, totals);
  if (process.env.HARDEN_TOTALS) writeFileSync(process.env.HARDEN_TOTALS, JSON.stringify(totals));
}

/** Adds one result to its file: suites only group, and a test that failed by its subtests is counted as those. */
function count(passed, { name, nesting, details, skip, todo, ...data }, title, file) {
  if (nesting === 0) file.milliseconds += details.duration_ms;
  const { error } = details;
  const isFile = nesting === 0 && resolve(name) === data.file;
  if (error?.failureType === 'subtestsFailed') return;
  if (!passed && todo === undefined) {
    file.failed++;
    file.lines.push(
      isFile ? `  FAILED  the file's own process: ${ending(error)}` : `  FAILED  ${title}\n${full(error)}`,
    );
  } else if (skip !== undefined || todo !== undefined) {
    file.skipped++;
    const reason = skip ?? todo;
    file.lines.push(`  skipped ${title}${typeof reason === 'string' && reason ? `: ${reason}` : ''}`);
  } else if (isFile) {
    file.failed++;
    file.lines.push('  FAILED  the file holds no test');
  } else if (details.type !== 'suite') file.passed++;
}

function* summary({ path, milliseconds, lines, ...counts }, totals) {
  for (const key of Object.keys(totals)) totals[key] += counts[key];
  const parts = Object.entries(counts).filter(([, number]) => number > 0);
  const numbers = parts.map(([key, number]) => `${number} ${key}`).join(', ');
  const seconds = (milliseconds / 1000).toFixed(1);
  yield `${counts.failed > 0 ? 'FAILED' : 'ok'}  ${relative('', path ?? '')}  ${numbers}  (${seconds} s)\n`;
  for (const line of lines) yield `${line}\n`;
}

/** How a test file's process came to its end; what it printed stands above. */
function ending({ exitCode, signal, message }) {
  return signal ? `ended by ${signal}` : exitCode ? `exit code ${exitCode}` : message;
}

/** The error with its stack, less the test runner's own frames. */
function full(error) {
  const lines = inspect(error.cause ?? error).split('\n');
  return lines
    .filter((line) => !/^\s+at .*\bnode:internal\//.test(line))
    .map((line) => `      ${line}`)
    .join('\n');
}
