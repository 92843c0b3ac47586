import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { completeLabel } from '../../server/src/core/assist/labelCompletion.ts';
import { labelHover } from '../../server/src/core/assist/labelHover.ts';
import type { Completion } from '../../server/src/core/assist/model.ts';
import { defaultConfig } from '../../server/src/core/config.ts';
import { parseDockerfile } from '../../server/src/core/dockerfile/parse.ts';
import type { Source } from '../../server/src/core/rule.ts';
import { applyEdits } from '../../server/src/core/text/span.ts';
import { buildkitLabels } from '../buildkit-labels.ts';
import { projectOf } from '../rule-tester.ts';

const OCI = 'org.opencontainers.image.';
const project = projectOf({
  marked: '',
  files: { 'package.json': JSON.stringify({ license: 'MIT', name: 'por"trait', description: "it's $1 `x` \\" }) },
});
const sourceOf = (text: string): Source => ({ file: parseDockerfile(text), project, config: defaultConfig });

/** The text and the cursor of a text in which ‸ marks it. */
const cursorIn = (marked: string): readonly [string, number] => [marked.replace('‸', ''), marked.indexOf('‸')];
const accept = (text: string, { span, text: by }: Completion): string => applyEdits(text, [{ span, text: by }]);

/** What is completed, by its label, and what becomes of the text; null where nothing is offered. */
const KEYS: readonly (readonly [string, string | null])[] = [
  ['LABEL ‸', `LABEL ${OCI}vendor=""`],
  ['LABEL org.op‸', `LABEL ${OCI}vendor=""`],
  ['LABEL ‸\nRUN x', `LABEL ${OCI}vendor=""\nRUN x`],
  ['label ven‸=x', `label ${OCI}vendor=x`],
  ['LABEL v‸en="x y" a=b', `LABEL ${OCI}vendor="x y" a=b`],
  ['LABEL "org‸"=x', `LABEL "${OCI}vendor"=x`],
  ["LABEL 'org‸\nRUN x", `LABEL '${OCI}vendor'=""\nRUN x`],
  ['ONBUILD LABEL ‸', `ONBUILD LABEL ${OCI}vendor=""`],
  ['LABEL a=b ‸', `LABEL a=b ${OCI}vendor=""`],
  ['LABEL a=b ‸ \\\n  c=d', `LABEL a=b ${OCI}vendor="" \\\n  c=d`],
  ['LABEL a=b \\\n  ‸\nRUN x', `LABEL a=b \\\n  ${OCI}vendor=""\nRUN x`],
  ['LABEL a=b \\\n  # note\n  ve‸\nRUN x', `LABEL a=b \\\n  # note\n  ${OCI}vendor=""\nRUN x`],
  ['LABEL a=b \\\n  ‸', `LABEL a=b \\\n  ${OCI}vendor=""`],
  ['LABEL a=b \\\r\n  ‸\\\r\n  c=d', `LABEL a=b \\\r\n  ${OCI}vendor="" \\\r\n  c=d`],
  ['LABEL ‸a=b', `LABEL ${OCI}vendor="" a=b`],
  ['LABEL ve‸ a=b', `LABEL ${OCI}vendor="" a=b`],
  ['LABEL ve‸ some words', `LABEL ${OCI}vendor some words`],
  ['LABEL ‸ve', `LABEL ${OCI}vendor=""`],
  ['LABEL ‸description some text', `LABEL ${OCI}vendor some text`],
  ['LABEL ‸ver sion', `LABEL ${OCI}vendor sion`],
  ['LABEL a=b\\\n‸', null],
  ['LABEL a=b\\\n# note\n‸', null],
  ['LABEL a=b\\\n‸  c=d', null],
  ['LABEL a=b\\\n ‸', `LABEL a=b\\\n ${OCI}vendor=""`],
  ['LABEL a=b \\\n‸', `LABEL a=b \\\n${OCI}vendor=""`],
  ['LABEL a=b \\‸\n  c=d', null],
  ['LABEL a=b \\ ‸\n  c=d', null],
  ['LABEL a=b \\\n‸  # note\n  c=d', null],
  ['LABEL a=b \\\n  # no‸te\n  c=d', null],
  ['LABEL a="b \\\n  ‸"', null],
  [`LABEL ${OCI}vendor=a ven‸`, null],
  [`LABEL ${OCI}vendor=a\nLABEL ‸`, null],
  ['LABEL a=b‸', null],
  ['LABEL‸', null],
  ['RUN ‸', null],
  ['LABEL a=b\n‸', null],
];

const LICENCES: readonly (readonly [string, string | null])[] = [
  ['=‸', '="Apache-2.0"'],
  ['=Ap‸ a=b', '="Apache-2.0" a=b'],
  ['=Ap‸ \\\n  a=b', '="Apache-2.0" \\\n  a=b'],
  ['=Ap‸\\\n  a=b', '="Apache-2.0"\\\n  a=b'],
  ['="‸"', '="Apache-2.0"'],
  ['="‸\nRUN x', '="Apache-2.0"\nRUN x'],
  ["='A‸'", "='Apache-2.0'"],
  ['="A‸pache" a=b', '="Apache-2.0" a=b'],
  ['="MIT OR A‸"', '="MIT OR Apache-2.0"'],
  ['="(MIT OR A‸p) AND X"', '="(MIT OR Apache-2.0) AND X"'],
  ['=‸M"I T"', '="Apache-2.0"'],
  ['=‸"M"IT', '="Apache-2.0"'],
  ['="‸M', '="Apache-2.0"'],
  ['="‸MIT OR Ap', '="Apache-2.0"'],
  ['="‸MIT OR Ap a=b', '="Apache-2.0" a=b'],
  ['="‸M \\\n  a=b', '="Apache-2.0" \\\n  a=b'],
  [' ‸', ' "Apache-2.0"'],
  [' Ap‸', ' "Apache-2.0"'],
  [' "Ap‸"', ' "Apache-2.0"'],
  ['="$‸"', null],
  ['="${LI‸"', null],
  ['="MIT"‸', null],
];

describe('completion of labels', () => {
  for (const [marked, expected] of KEYS)
    it(JSON.stringify(marked), () => {
      const [text, offset] = cursorIn(`FROM x\n${marked}\n`);
      const found = completeLabel(sourceOf(text), offset).find(({ label }) => label === `${OCI}vendor`);
      assert.equal(found ? accept(text, found) : null, expected === null ? null : `FROM x\n${expected}\n`);
    });

  for (const [marked, expected] of LICENCES)
    it(`licenses${marked}`, () => {
      const [text, offset] = cursorIn(`FROM x\nLABEL ${OCI}licenses${marked}\n`);
      const found = completeLabel(sourceOf(text), offset).find(({ label }) => label === 'Apache-2.0');
      const whole = `FROM x\nLABEL ${OCI}licenses${expected}\n`;
      assert.equal(found ? accept(text, found) : null, expected === null ? null : whole);
    });

  it('offers what the project says first, so written that it is read as it stands there', () => {
    const description = "it's $1 `x` \\";
    for (const escape of ['\\', '`'])
      for (const opened of ['‸', '"‸"', "'‸'"]) {
        const [text, offset] = cursorIn(`# escape=${escape}\nFROM x\nLABEL ${OCI}description=${opened} a=b\n`);
        const [first] = completeLabel(sourceOf(text), offset);
        assert.equal(buildkitLabels(accept(text, first!), escape).get(`${OCI}description`), description);
      }
  });

  it('offers the variable that the stage has for what differs from build to build', () => {
    const [text, offset] = cursorIn(`FROM x\nARG VCS_REF\nLABEL ${OCI}revision=‸\n`);
    assert.equal(accept(text, completeLabel(sourceOf(text), offset)[0]!), text.replace('=\n', '="${VCS_REF}"\n'));
  });

  it('never breaks a line, another label or another instruction', () => {
    const texts = [
      'FROM x\nLABEL \nRUN x\n',
      'FROM x\nLABEL a="b" \\\n  # c\n  "d"=\'e f\' \\\n\n  org. \\\n  g=$h\nRUN x\n',
      'FROM x\r\nONBUILD LABEL a=b  c="d"\r\nLABEL k=v\r\n',
      `# escape=\`\nFROM x\nlabel a=b \`\n  ${OCI}licenses="MIT OR " ${OCI}title= e=f\nRUN x`,
      `FROM x\nLABEL ${OCI}licenses MIT\nLABEL some key words\nLABEL a=b \\\n  `,
    ];
    let count = 0;
    for (const text of texts)
      for (let offset = 0; offset <= text.length; offset++) {
        const { file } = sourceOf(text);
        for (const one of completeLabel(sourceOf(text), offset).slice(0, 14)) {
          const after = accept(text, one);
          const report = JSON.stringify([text, offset, one, after]);
          assert.ok(one.span.start <= offset && offset <= one.span.end, report);
          assert.ok(!text.slice(one.span.start, one.span.end).includes('\n') && !one.text.includes('\n'), report);
          const keywords = parseDockerfile(after).instructions.map(({ keyword }) => keyword);
          assert.equal(keywords.filter((word) => word === 'LABEL').length, labelsIn(text), report);
          if (!/\\\n\s*$/.test(text)) {
            const before = readable(text.replace('ONBUILD ', ''), file.escape);
            const read = readable(after.replace('ONBUILD ', ''), file.escape);
            if (before) assert.ok(read, report);
            const own = text.slice(one.span.start, one.span.end).replace(/["']/g, '');
            for (const [key, value] of before ?? [])
              assert.ok(read!.get(key) === value || key === own || value.startsWith('MIT') || value === '', report);
          }
          count++;
        }
      }
    assert.ok(count > 500, String(count));
  });
});

const labelsIn = (text: string): number => text.match(/^(?:ONBUILD )?LABEL/gim)!.length;

function readable(text: string, escape: string): Map<string, string> | undefined {
  try {
    return buildkitLabels(text, escape);
  } catch {
    return undefined;
  }
}

describe('hover on labels', () => {
  const hover = (marked: string): string | undefined => {
    const [text, offset] = cursorIn(`FROM x\n${marked}\n`);
    const found = labelHover(sourceOf(text), offset);
    return found && `${text.slice(found.span.start, found.span.end)}: ${found.markdown}`;
  };

  it('says what an OCI key means, in any form', () => {
    assert.match(hover(`LABEL ${OCI}cre‸ated=$D`)!, /^org\.opencontainers\.image\.created: \*\*.*RFC 3339/s);
    assert.match(hover(`LABEL a=b \\\n  "${OCI}‸licenses"=MIT`)!, /SPDX.*This project says `MIT` \(package\.json\)/s);
    assert.match(hover(`ONBUILD label ‸${OCI}title some words`)!, /\*\*org\.opencontainers\.image\.title\*\*/);
    assert.match(hover(`LABEL ${OCI}description‸=x`)!, /`it's \$1 'x' \\`/);
  });

  it('says which key took the place of another', () => {
    assert.match(
      hover('LABEL org.label-schema.vcs-‸ref=x')!,
      /do not read `org\.label-schema\.vcs-ref`.*revision\*\*/s,
    );
    assert.match(hover(`LABEL ${OCI}lic‸ence=x`)!, /do not read.*licenses\*\*/s);
  });

  it('says nothing elsewhere', () => {
    for (const marked of ['LABEL com.acme.a‸=b', `LABEL ${OCI}title=a‸b`, 'RUN ‸version=1', 'MAINT‸AINER x', '‸'])
      assert.equal(hover(marked), undefined, marked);
  });
});
