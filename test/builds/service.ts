import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { build, type Site } from './build.ts';
import type { Engine } from './engine.ts';
import { type Files, writeFiles } from './fixed.ts';

/** A container whose service loads until it is told to be ready. */
export interface Service {
  becomeReady(): void;
  /** The first health seen of which something holds; a failed test where that takes over a minute. */
  healthWhen(holds: (health: Health) => boolean): Promise<Health>;
}

/** What the engine says of a container. */
export interface Health {
  readonly status: 'starting' | 'healthy' | 'unhealthy';
  /** The exit status of each of the last five probes at most. */
  readonly probes: readonly number[];
}

/** Builds a service and runs it, with no network but its own loopback interface. */
export async function startService(site: Site, name: string, files: Files): Promise<Service> {
  const { engine } = site;
  const context = join(engine.folder, `${name}-context`);
  const state = join(engine.folder, `${name}-state`);
  writeFiles(context, files);
  mkdirSync(state);
  const built = await build(site, [`--tag=${name}`, context]);
  assert.equal(built.status, 0, built.output);
  const options = ['--detach', '--network=none', `--volume=${state}:/state:ro`, `--name=${name}`];
  const run = await engine.docker(['run', ...options, name]);
  assert.equal(run.status, 0, run.output);
  return {
    becomeReady: () => writeFileSync(join(state, 'loaded'), ''),
    async healthWhen(holds) {
      const end = Date.now() + 60_000;
      for (;;) {
        const health = await healthOf(engine, name);
        if (holds(health)) return health;
        assert.ok(Date.now() < end, `${name} stays ${JSON.stringify(health)}`);
        await setTimeout(200);
      }
    },
  };
}

async function healthOf(engine: Engine, container: string): Promise<Health> {
  const { output } = await engine.docker(['container', 'inspect', '--format={{json .State.Health}}', container]);
  const { Status, Log } = JSON.parse(output) as { Status: Health['status']; Log: readonly { ExitCode: number }[] };
  return { status: Status, probes: Log.map(({ ExitCode }) => ExitCode) };
}
