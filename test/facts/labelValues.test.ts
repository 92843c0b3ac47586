import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultConfig } from '../../server/src/core/config.ts';
import type { Rule } from '../../server/src/core/rule.ts';
import { invalidOciLabel } from '../../server/src/core/rules/invalid-oci-label.ts';
import { missingOciLabel } from '../../server/src/core/rules/missing-oci-label.ts';
import { nonOciLabel } from '../../server/src/core/rules/non-oci-label.ts';
import { buildkitLabels } from '../buildkit-labels.ts';
import { fixWith } from '../rule-tester.ts';
import { numbers, PIECES, type Written, written } from '../written-labels.ts';

const RUNS = 1500;

const labelsOf = ({ text, escape }: Written): Map<string, string> | undefined => {
  try {
    return buildkitLabels(text, escape);
  } catch {
    return undefined;
  }
};

/** MAINTAINER's text as it is meant: quotes around all of it are none of it. */
const meant = (key: string, value: string): string =>
  key === 'MAINTAINER' && /^(["'])(?:(?!\1)[^])*\1$/.test(value) ? value.slice(1, -1) : value;

const both: Rule = {
  ...nonOciLabel,
  check: (source) => [nonOciLabel, invalidOciLabel, missingOciLabel].flatMap((rule) => [...rule.check(source)]),
};

describe('label values', () => {
  it('are what BuildKit reads after a rewriting as before', async () => {
    let compared = 0;
    for (let seed = 1; seed <= RUNS; seed++) {
      const one = written(seed);
      const before = labelsOf(one);
      const fixed = await fixWith(both, { marked: one.text, origin: 'git@github.com:o/r.git' }, one.text, 'safe');
      const after = labelsOf({ ...one, text: fixed.text });
      const report = `seed ${seed}\n${one.text}\n--- became\n${fixed.text}`;
      // `key = value` is mended, which is a change of the value.
      if (!before || [...before].some(([key, value]) => /^org\.opencontainers/.test(key) && value.startsWith('=')))
        continue;
      assert.ok(after, report);
      const values = [...after.values()];
      // An empty value is filled with what the project says.
      for (const [key, value] of [...before].filter((pair) => pair[1].trim() !== ''))
        assert.ok(after.get(key) === value || values.includes(meant(key, value)), `${key}: ${report}`);
      const known = new Set([...before].map(([key, value]) => meant(key, value)).concat([...before.values()]));
      for (const value of ['https://github.com/o/r', 'r', 'o']) known.add(value);
      for (const [key, value] of after) assert.ok(known.has(value), `${key}=${value} is new: ${report}`);
      compared++;
    }
    assert.ok(compared > RUNS / 3, `only ${compared} of ${RUNS} could be built`);
  });

  it('are what a file of the project says, whatever that is', async () => {
    for (let seed = 1; seed <= RUNS; seed++) {
      const next = numbers(seed);
      const escape = next(2) === 0 ? '`' : '\\';
      const piece = (): string =>
        PIECES[next(PIECES.length)]!.replace('ESCAPE', escape).replace('CONTINUED', `${escape}\n`);
      const description = `x${Array.from({ length: 1 + next(9) }, piece).join('')}`;
      const quote = next(2) === 0 ? "'" : '"';
      const text = `# escape=${escape}\nFROM x\nENV V="v 1"\nLABEL org.opencontainers.image.title=${quote}t${quote}\nRUN true\n`;
      const one = {
        marked: text,
        files: { 'package.json': JSON.stringify({ description }) },
        config: { labels: { ...defaultConfig.labels, required: ['description'] } },
      };
      const fixed = await fixWith(missingOciLabel, one, text, 'safe');
      const read = buildkitLabels(fixed.text, escape).get('org.opencontainers.image.description');
      assert.equal(read, description.replace(/\s+/g, ' ').trim(), `seed ${seed}\n${fixed.text}`);
    }
  });
});
