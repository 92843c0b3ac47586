import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Rule } from '../../server/src/core/rule.ts';
import { invalidOciLabel } from '../../server/src/core/rules/invalid-oci-label.ts';
import { missingOciLabel } from '../../server/src/core/rules/missing-oci-label.ts';
import { nonOciLabel } from '../../server/src/core/rules/non-oci-label.ts';
import { buildkitLabels } from '../buildkit-labels.ts';
import { fixWith } from '../rule-tester.ts';
import { type Written, written } from '../written-labels.ts';
import { build, type Site } from './build.ts';

const BUILDS = 25;

const rules: Rule = {
  ...nonOciLabel,
  check: (source) => [nonOciLabel, invalidOciLabel, missingOciLabel].flatMap((rule) => [...rule.check(source)]),
};

/** Builds Dockerfiles with labels of every form, before and after they are rewritten: the image has what the model of BuildKit reads. */
export function buildLabels(site: Site): void {
  describe('labels', () => {
    for (const one of buildable(BUILDS)) {
      it(JSON.stringify(one.text), async () => {
        const fixed = await fixWith(rules, { marked: one.text, origin: 'git@github.com:o/r.git' }, one.text, 'safe');
        for (const text of [one.text, fixed.text])
          assert.deepEqual(await builtLabels(site, text), modelLabels({ ...one, text }), text);
      });
    }
  });
}

/** Texts of the generator that a build takes, for an image that is there. Seeds that are near one another give similar texts. */
function buildable(count: number): readonly Written[] {
  const found: Written[] = [];
  for (let seed = 1; found.length < count; seed += 151) {
    const one = written(seed);
    const text = one.text.replace(/^FROM x/m, 'FROM debian:12').replace('RUN true', 'USER root');
    if (modelLabels({ ...one, text })) found.push({ ...one, text });
  }
  return found;
}

function modelLabels({ text, escape }: Written): Record<string, string> | undefined {
  try {
    return Object.fromEntries(buildkitLabels(text, escape));
  } catch {
    return undefined;
  }
}

async function builtLabels(site: Site, text: string): Promise<Record<string, string>> {
  const { status, output } = await build(site, ['--tag=labels', '-'], text);
  assert.equal(status, 0, `${text}\n${output}`);
  const inspected = await site.engine.docker(['image', 'inspect', '--format={{json .}}', 'labels']);
  const { Author, Config } = JSON.parse(inspected.output);
  return { ...Config.Labels, ...(Author && { MAINTAINER: Author }) };
}
