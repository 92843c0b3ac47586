import assert from 'node:assert/strict';
import { type SpawnOptions, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Question } from '../../server/src/core/sources.ts';

/** Runs a program with nothing but this environment, PATH and a home that is not there. */
export async function runApart(env: NodeJS.ProcessEnv, program: string, args: readonly string[]) {
  const options = { env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env } } satisfies SpawnOptions;
  const child = spawn(program, args, options);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const status = await new Promise((resolve) => child.on('close', resolve));
  return { status, stdout, stderr };
}

/** What a question was answered; of an error its reason and message. */
export interface Answered {
  readonly answer: {
    readonly sha256?: string;
    readonly size?: number;
    readonly provenance?: string;
    readonly reason?: string;
    readonly message?: string;
  };
}

/** Asks in a process of its own: Node reads NODE_EXTRA_CA_CERTS only when it starts. */
export async function askInProcess(env: NodeJS.ProcessEnv, questions: readonly Question[]): Promise<Answered[]> {
  const script = fileURLToPath(new URL('ask.ts', import.meta.url));
  const { stdout, stderr, status } = await runApart(env, process.execPath, [
    '--import',
    'tsx',
    script,
    JSON.stringify(questions),
  ]);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout).map(([, answer]: [string, Answered['answer']]) => ({ answer }));
}
