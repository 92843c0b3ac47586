import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { make } from '../execution/fixtures.ts';
import { type Shape, shapes } from '../execution/shapes.ts';
import { buildFiles, type Site } from './build.ts';
import { type Files, fixed } from './fixed.ts';

/**
 * One shape of each kind; test/execution runs them all. Heredocs and ADD --checksum are not among them: Debian's engine
 * reads Dockerfiles as of before syntax 1.4 and refuses both.
 */
const SELECTED = [
  'wget in a chain',
  'curl with variables and quotes',
  'a bz2 that is decompressed',
  'a pipe to tar',
  'a pipe from wget to tar',
  'a pipe to a shell',
  'semicolons without set -e',
  'statements under set -e',
  'inside a function',
  'sh -c in exec form',
  'sh -c of a download',
  'what an || runs',
  'a pipe into a subshell',
  'the exec form',
  'a function under set -e',
];

const IMAGES = { gnu: ['debian:12'], busybox: ['alpine:3.20'], both: ['debian:12', 'alpine:3.20'] } as const;

/** Shapes as they are built: each in the images that it is for. */
const builds = SELECTED.flatMap((name) => {
  const shape = shapes[name]!;
  return IMAGES[shape.image].map((image) => ({
    title: `${name}, ${image}`,
    path: `${name.replaceAll(/\W+/g, '-')}.${image.replace(':', '-')}.Dockerfile`,
    text: shape.text.replace('BASE', image),
    shape,
  }));
});

/** Builds fixed shapes with the right bytes, then with others that are as valid. */
export function buildShapes(site: Site): void {
  describe('fixed downloads are built', () => {
    let files: Files;
    before(async () => {
      for (const { shape } of builds) serve(site, shape, 'right');
      const originals = Object.fromEntries(builds.map(({ path, text }) => [path, text]));
      files = await fixed(site, 'unverified-download', originals);
    });

    for (const { title, path, text, shape } of builds) {
      it(title, async () => {
        assert.notEqual(files[path], text);
        serve(site, shape, 'right');
        const original = await buildFiles(site, ['-'], text);
        const right = await buildFiles(site, ['-'], files[path]);
        assert.equal(right.status, 0, right.output);
        assert.deepEqual(right.files, original.files, 'the image holds the files of the original');
        serve(site, shape, 'other');
        const tampered = await buildFiles(site, ['-'], files[path]);
        assert.notEqual(tampered.status, 0, `tampered bytes stop the build:\n${files[path]}`);
        assert.match(tampered.output, /FAILED/);
      });
    }
  });
}

function serve({ internet }: Site, { served }: Shape, kind: 'right' | 'other'): void {
  for (const [url, fixture] of Object.entries(served)) internet.serve(url, make(fixture, kind));
}
