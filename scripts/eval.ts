/**
 * Measures findings against labels made by hand: `npm run eval -- --files DIR --labels FILE [--verbose]`.
 *
 * DIR holds `<id>.Dockerfile` for each line of FILE, a JSON object `{ id, D, D_soft, L, L_soft, T, T_soft, H, H_soft }`
 * whose lists hold `{ line }` (1-based). A finding hits a label when it starts on the label's line; one on a `…_soft`
 * line is neither hit nor miss; any other is false.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { lint } from '../server/src/core/lint.ts';

const CLASSES = {
  D: 'unverified-download',
  L: 'non-oci-label',
  T: 'cuda-torch-index',
  H: 'liveness-healthcheck',
} as const;

type Class = keyof typeof CLASSES;
type Lines = readonly { readonly line: number }[];
type Label = { readonly id: string } & Readonly<Record<Class, Lines>> & Readonly<Record<`${Class}_soft`, Lines>>;

const { values } = parseArgs({
  options: { files: { type: 'string' }, labels: { type: 'string' }, verbose: { type: 'boolean', default: false } },
});
if (!values.files || !values.labels) {
  console.error('usage: npm run eval -- --files DIR --labels FILE [--verbose]');
  process.exit(2);
}

const path = (id: string): string => join(values.files!, `${id}.Dockerfile`);
const labels = readFileSync(values.labels, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Label);
const present = labels.filter(({ id }) => existsSync(path(id)));
const results = present.map((label) => {
  const text = readFileSync(path(label.id), 'utf8');
  const { diagnostics } = lint({ text });
  const found = diagnostics.map(({ rule, span, message }) => ({
    rule: rule.id,
    line: text.slice(0, span.start).split('\n').length,
    message,
  }));
  return { label, found };
});

console.log(`${present.length} of ${labels.length} labelled files are at hand`);
for (const [key, rule] of Object.entries(CLASSES) as [Class, string][]) {
  const notes: string[] = [];
  let [hits, wrong, missed] = [0, 0, 0];
  for (const { label, found } of results) {
    const wanted = new Set(label[key].map(({ line }) => line));
    const soft = new Set(label[`${key}_soft`].map(({ line }) => line));
    const hit = new Set<number>();
    for (const one of found.filter((each) => each.rule === rule)) {
      if (wanted.has(one.line)) hit.add(one.line);
      else if (!soft.has(one.line)) notes.push(`  false   ${label.id}:${one.line} ${one.message}`);
    }
    hits += hit.size;
    for (const line of wanted) if (!hit.has(line)) notes.push(`  missed  ${label.id}:${line}`);
  }
  wrong = notes.filter((note) => note.startsWith('  false')).length;
  missed = notes.length - wrong;
  const share = (of: number) => (hits / Math.max(1, hits + of)).toFixed(3);
  console.log(
    `${rule}: precision ${share(wrong)}, recall ${share(missed)} (${hits} hits, ${wrong} false, ${missed} missed)`,
  );
  if (values.verbose) for (const note of notes) console.log(note);
}
