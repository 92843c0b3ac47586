import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { served } from '../cases/portrait-served.ts';
import { build, buildFiles, type Site } from './build.ts';

const inCases = (path: string): string => fileURLToPath(new URL(`../cases/${path}`, import.meta.url));
const CONTEXT = inCases('portrait');

/** Builds the portrait service before and after the fix. */
export function buildPortrait(site: Site): void {
  const { engine, internet } = site;
  const serve = (files: Readonly<Record<string, Buffer>>) => {
    for (const [url, bytes] of Object.entries(files)) internet.serve(url, bytes);
  };

  for (const name of ['Dockerfile.cpu', 'Dockerfile.gpu']) {
    describe(`the portrait service is built, ${name}`, () => {
      const original = [`--file=${inCases(`portrait/docker/${name}`)}`, CONTEXT];
      const fixed = [`--file=${inCases(`portrait-fixed/${name}`)}`, CONTEXT];
      before(async () => {
        // The stand-in is the same for both of the service's base images.
        await engine.docker(['tag', 'python:3.11-slim', 'nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04']);
        serve(served('right'));
      });

      for (const target of ['model-downloader', 'production']) {
        it(`with the files that the original's ${target} stage has`, async () => {
          const before = await buildFiles(site, [`--target=${target}`, ...original]);
          const after = await buildFiles(site, [`--target=${target}`, ...fixed]);
          assert.equal(after.status, 0, after.output);
          assert.deepEqual(after.files, before.files);
          assert.ok(after.files['models/u2net/u2net_human_seg.onnx']);
        });
      }

      it('with the labels that tools read, and a health check that asks for readiness', async () => {
        const { status, output } = await build(site, ['--tag=portrait', ...fixed]);
        assert.equal(status, 0, output);
        const inspected = await engine.docker(['image', 'inspect', '--format={{json .Config}}', 'portrait']);
        const { Labels, Healthcheck } = JSON.parse(inspected.output);
        assert.deepEqual(Labels, {
          'org.opencontainers.image.vendor': 'Brightfold Imaging Labs',
          'org.opencontainers.image.description': 'Cuts portraits out of photographs and straightens them',
          'org.opencontainers.image.version': '2.4.1',
          'org.opencontainers.image.source': 'https://github.com/brightfold/portrait-service',
          'org.opencontainers.image.licenses': 'MIT',
          'org.opencontainers.image.title': 'Portrait service',
        });
        assert.deepEqual(Healthcheck.Test, ['CMD-SHELL', 'curl -f http://localhost:8000/ready || exit 1']);
        assert.equal(Healthcheck.StartPeriod, 180e9);
      });

      for (const url of Object.keys(served('right'))) {
        it(`but not with another file behind ${url}`, async () => {
          serve({ ...served('right'), [url]: served('other')[url]! });
          const { status, output } = await build(site, fixed);
          assert.notEqual(status, 0);
          assert.match(output, /FAILED/);
        });
      }
    });
  }
}
