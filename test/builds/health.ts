import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import type { Site } from './build.ts';
import { type Files, fixed } from './fixed.ts';
import { startService } from './service.ts';

const original: Files = {
  Dockerfile: `FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
WORKDIR /srv
COPY app ./app
HEALTHCHECK --interval=1s --timeout=10s --retries=3 CMD curl -f http://localhost:8000/health || exit 1
CMD ["uvicorn", "app.main:app", "--port", "8000"]
`,
  'app/main.py': readFileSync(new URL('../cases/portrait/app/main.py', import.meta.url), 'utf8'),
};

const SIX_SECONDS = 6_000;

/** Runs a service until its health is known. It is not ready before the test says so, however slow the machine is. */
export function runHealthchecks(site: Site): void {
  describe('a service that needs six seconds to be ready', { concurrency: true }, () => {
    let dockerfile: string;
    before(async () => {
      dockerfile = (await fixed(site, 'liveness-healthcheck', original)).Dockerfile!;
    });

    it('is healthy too early before the fix', async () => {
      const service = await startService(site, 'unfixed', original);
      const { status } = await service.healthWhen(({ status }) => status !== 'starting');
      assert.equal(status, 'healthy');
    });

    it('is unhealthy while it starts where the fix is made without its start period', async () => {
      const withoutPeriod = dockerfile.replace(/ --start-period=\S+/, '');
      assert.notEqual(withoutPeriod, dockerfile);
      const service = await startService(site, 'without-period', { ...original, Dockerfile: withoutPeriod });
      const { status } = await service.healthWhen(({ status }) => status !== 'starting');
      assert.equal(status, 'unhealthy');
    });

    it('is starting until it is ready, and then healthy, after the fix', async () => {
      const service = await startService(site, 'fixed', { ...original, Dockerfile: dockerfile });
      const ready = Date.now() + SIX_SECONDS;
      const loading = await service.healthWhen(
        ({ status, probes }) => status !== 'starting' || (probes.length >= 3 && Date.now() > ready),
      );
      assert.equal(loading.status, 'starting');
      assert.ok(loading.probes.every((exit) => exit !== 0));
      service.becomeReady();
      const loaded = await service.healthWhen(({ status }) => status !== 'starting');
      assert.equal(loaded.status, 'healthy');
    });
  });
}
