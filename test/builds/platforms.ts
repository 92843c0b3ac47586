import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { build, buildFiles, type Site } from './build.ts';
import { fixed } from './fixed.ts';

const URL = 'http://files.example/v1/tool';
const TEXT = `FROM --platform=$BUILDPLATFORM debian:12
ARG TARGETARCH
RUN wget -q ${URL}-\${TARGETARCH} -O tool
`;

/** Builds one Dockerfile for several platforms, each with a file of its own. */
export function buildPlatforms(site: Site): void {
  const serve = (name: string, content: string) => site.internet.serve(`${URL}-${name}`, content);

  describe('a download that differs between platforms is built', () => {
    let text: string;
    before(async () => {
      for (const name of ['amd64', 'arm64', 's390x']) serve(name, `the ${name} build\n`);
      text = (await fixed(site, 'unverified-download', { Dockerfile: TEXT })).Dockerfile!;
    });

    for (const name of ['amd64', 'arm64']) {
      it(`for ${name}`, async () => {
        const args = [`--platform=linux/${name}`, '-'];
        const original = await buildFiles(site, args, TEXT);
        const right = await buildFiles(site, args, text);
        assert.equal(right.status, 0, right.output);
        assert.deepEqual(right.files, original.files);
        serve(name, 'tampered\n');
        const tampered = await build(site, args, text);
        assert.notEqual(tampered.status, 0, text);
        assert.match(tampered.output, /FAILED/);
      });
    }

    it('but not for a platform without a hash', async () => {
      const unlisted = await build(site, ['--platform=linux/s390x', '-'], text);
      assert.notEqual(unlisted.status, 0, text);
      assert.match(unlisted.output, /s390x/);
    });
  });
}
