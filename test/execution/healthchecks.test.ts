import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { defaultConfig } from '../../server/src/core/config.ts';
import { jsonStrings } from '../../server/src/core/dockerfile/json.ts';
import { parseDockerfile } from '../../server/src/core/dockerfile/parse.ts';
import { healthchecks } from '../../server/src/core/facts/health/healthchecks.ts';
import { noProject } from '../../server/src/core/project.ts';
import type { Rule } from '../../server/src/core/rule.ts';
import { brokenHealthcheck } from '../../server/src/core/rules/broken-healthcheck.ts';
import { livenessHealthcheck } from '../../server/src/core/rules/liveness-healthcheck.ts';
import { type Case, fixWith } from '../rule-tester.ts';
import { busybox, GNU, type Userland } from './run.ts';

/** Whether a check passes where the server is ready, the next time, where it is not ready, and where there is none. */
type Outcome = readonly [ready: boolean, again: boolean, notReady: boolean, absent: boolean];

const RIGHT: Outcome = [true, true, false, false];
const NEVER: Outcome = [false, false, false, false];
/** An error passes for healthy. */
const BLIND: Outcome = [true, true, true, false];

interface Check {
  readonly image: string;
  /** What stands behind HEALTHCHECK; `URL` is where the server listens. */
  readonly written: string;
  /** What it does before it is fixed. */
  readonly before: Outcome;
  /** The programs that the image has, beside a shell. */
  readonly programs: readonly string[];
  readonly rule?: Rule;
  readonly files?: Case['files'];
  /** Where only BusyBox will do, or only others: its shell has wget built in. */
  readonly shell?: 'busybox' | 'gnu';
}

const READY =
  'app = FastAPI()\n@app.get("/ready")\ndef ready():\n    return {"status": "ok"}\n@app.get("/health")\ndef h():\n    return {}\n';
const SILENT = 'app = FastAPI()\n@app.get("/silent/ready")\ndef ready():\n    return {"ready": loaded}\n';

const python = { image: 'python:3.12-slim', before: NEVER, programs: ['python'] };
const node = { image: 'node:22-slim', before: NEVER, programs: ['node'] };
const alpine = { image: 'alpine:3.20', before: NEVER, programs: [], shell: 'busybox' } as const;
const custom = { image: 'company/base', programs: ['curl', 'grep'] };

const checks: Readonly<Record<string, Check>> = {
  'curl in python slim': { ...python, written: 'CMD curl -f URL/ready || exit 1' },
  'curl with a limit in python slim': { ...python, written: 'CMD curl -fsS --max-time 3 "URL/ready" >/dev/null' },
  'curl with a variable in python slim': { ...python, written: 'CMD curl -f http://127.0.0.1:$PORT/ready || exit 1' },
  'curl for a shell in python slim': {
    ...python,
    written: '["sh", "-c", "curl -f http://127.0.0.1:${PORT}/ready || exit 1"]'.replace(/^/, 'CMD '),
  },
  'an array in python slim': { ...python, written: 'CMD ["curl", "-f", "URL/ready"]' },
  'wget in node slim': { ...node, shell: 'gnu', written: 'CMD wget -q --spider URL/ready || exit 1' },
  'an array in node slim': { ...node, written: 'CMD ["wget", "--spider", "-q", "URL/ready"]' },
  'curl with a default port in node slim': {
    ...node,
    written: 'CMD curl -fsS http://127.0.0.1:${PORT:-1}/ready > /dev/null || exit 1',
  },
  'curl in Alpine': { ...alpine, written: 'CMD curl -f URL/ready || exit 1' },
  'curl that asks localhost in Alpine': {
    ...alpine,
    written: 'CMD curl -f http://localhost:$PORT/ready || exit 1',
  },
  'curl that asks localhost in node slim': { ...node, written: 'CMD curl -f http://localhost:$PORT/ready || exit 1' },
  'curl with a variable and a limit in Alpine': {
    ...alpine,
    written: 'CMD curl --fail -m 2 http://127.0.0.1:$PORT/ready || exit 1',
  },
  'wget of BusyBox that saves': {
    ...alpine,
    written: 'CMD wget -q URL/ready || exit 1',
    before: [true, false, false, false],
  },
  'curl without -f': { ...custom, written: 'CMD curl -s URL/ready || exit 1', before: BLIND },
  'curl without -f in an array': { ...custom, written: 'CMD ["curl", "URL/ready"]', before: BLIND },
  'an operator in an array': {
    ...custom,
    written: 'CMD ["curl", "-f", "URL/ready", "||", "exit", "1"]',
    before: NEVER,
  },
  'a variable in an array': { ...custom, written: 'CMD ["curl", "-f", "http://127.0.0.1:$PORT/ready"]', before: NEVER },
  'an array in single quotes': { ...custom, written: `CMD ['curl', '-f', 'URL/ready']`, before: NEVER },
  'an array with something behind it': {
    ...custom,
    written: 'CMD [ "curl", "-f", "URL/ready" ] || exit 1',
    before: NEVER,
  },
  'a misspelt option behind CMD': { ...custom, written: 'CMD --time_out=5s curl -f URL/ready', before: NEVER },
  'an option behind CMD': { ...custom, written: 'CMD --timeout=5s curl -f URL/ready', before: NEVER },
  'an answer that says it': {
    ...custom,
    written: 'CMD curl -fs URL/silent/ready || exit 1',
    before: BLIND,
    files: { 'main.py': SILENT },
  },
  'an answer that says it, for a shell': {
    ...custom,
    written: 'CMD ["sh", "-c", "curl -fs URL/silent/ready || exit 1"]',
    before: BLIND,
    files: { 'main.py': SILENT },
  },
  'a liveness route': {
    ...custom,
    written: 'CMD curl -f URL/health || exit 1',
    before: BLIND,
    rule: livenessHealthcheck,
    files: { 'main.py': READY },
  },
};

/** Checks that do what they should as they are, and are left so. */
const right: Readonly<Record<string, Pick<Check, 'image' | 'programs' | 'shell' | 'written'>>> = {
  'wget of BusyBox whose file is read and removed': {
    ...alpine,
    written: `CMD wget -q URL/ready && grep -q true ready && rm ready`,
  },
  'wget of BusyBox whose file is removed before': {
    ...alpine,
    written: `CMD rm -f ready; wget -q URL/ready && grep -q true ready`,
  },
  'a file that curl saves': { ...custom, written: `CMD curl -sf -o answer URL/ready && grep -q true answer` },
};

const located = new Map<string, string | undefined>();
const folder = mkdtempSync(join(tmpdir(), 'healthchecks-'));
let server: Server;
let isReady = true;
let port = 0;

before(async () => {
  server = createServer((request, response) => {
    const silent = request.url!.startsWith('/silent');
    response.writeHead(isReady || silent || request.url === '/health' ? 200 : 503, {
      'Content-Type': 'application/json',
    });
    response.end(request.method === 'HEAD' ? undefined : JSON.stringify({ ready: isReady }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
after(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const applets = busybox(folder);
const dash = GNU.filter(({ name }) => name === 'dash');
for (const userland of [...dash, ...(applets ? [applets] : [])]) {
  describe(`health checks in ${userland.name}`, () => {
    for (const [name, check] of Object.entries(checks)) {
      if (check.shell && (check.shell === 'busybox') !== (userland === applets)) continue;
      const missing = check.programs.find((program) => locate(program) === undefined);
      it(name, { skip: missing === undefined ? false : `${missing} is not installed` }, () => prove(check, userland));
    }
    for (const [name, check] of Object.entries(right)) {
      if (check.shell && (check.shell === 'busybox') !== (userland === applets)) continue;
      it(name, () => leave({ ...check, before: RIGHT }, userland));
    }
  });
}

const textOf = ({ image, written }: Check): string =>
  `FROM ${image}\nENV PORT=${port}\nCOPY . /srv/\nHEALTHCHECK ${written.replaceAll('URL', `http://127.0.0.1:${port}`)}\n`;

async function leave(check: Check, userland: Userland): Promise<void> {
  const text = textOf(check);
  const { text: fixed } = await fixWith(brokenHealthcheck, { marked: text }, text, 'review');
  assert.equal(fixed, text);
  assert.deepEqual(await outcome(text, check, userland), RIGHT);
}

async function prove(check: Check, userland: Userland): Promise<void> {
  const { rule = brokenHealthcheck, files } = check;
  const text = textOf(check);
  const one: Case = { marked: text, ...(files && { files }) };
  const { text: fixed } = await fixWith(rule, one, text, 'review');
  assert.notEqual(fixed, text, 'it is found and fixed');
  assert.deepEqual(await outcome(text, check, userland), check.before, 'what is found is true');
  assert.deepEqual(await outcome(fixed, check, userland), RIGHT, fixed);
}

/** What a health check says, run in one folder with the programs of its image alone. */
async function outcome(text: string, { programs, shell }: Check, userland: Userland): Promise<Outcome> {
  const image = join(folder, String(runs++));
  mkdirSync(join(image, 'bin'), { recursive: true });
  for (const program of programs) symlinkSync(locate(program)!, join(image, 'bin', program));
  if (shell !== 'busybox') symlinkSync(locate('sh')!, join(image, 'bin', 'sh'));
  const path = [join(image, 'bin'), ...(shell === 'busybox' ? [userland.path] : [])].join(':');
  const passes = (at: number) =>
    run(text.replaceAll(`:${port}`, `:${at}`), userland, image, { PATH: path, PORT: `${at}` });
  isReady = true;
  const [first, again] = [await passes(port), await passes(port)];
  isReady = false;
  return [first, again, await passes(port), await passes(1)];
}

let runs = 0;

/** Whether a health check passes, run as Docker does. */
async function run(text: string, { shell }: Userland, cwd: string, env: Record<string, string>): Promise<boolean> {
  const [healthcheck] = healthchecks({ file: parseDockerfile(text), project: noProject, config: defaultConfig });
  const { command } = healthcheck!;
  const strings = jsonStrings(command)?.map((one) => one.text);
  const [program, ...args] = strings ?? [...shell, command.text];
  const known = strings ? locate(program!, env.PATH) : locate(program!);
  if (known === undefined) return false;
  return new Promise((resolve, reject) => {
    const child = spawn(known, args, { cwd, env, stdio: 'ignore' });
    child.on('error', reject);
    child.on('close', (status) => resolve(status === 0));
  });
}

/** Where a program is found; of Python it is asked, for what is found may be a script that chooses one. */
function locate(program: string, path = process.env.PATH ?? ''): string | undefined {
  const key = `${program} ${path}`;
  if (!located.has(key)) located.set(key, look(program, path));
  return located.get(key);
}

function look(program: string, path: string): string | undefined {
  if (program === 'python' && path === process.env.PATH)
    return output('python3', ['-c', 'import sys; print(sys.executable)'], path);
  return output('/bin/sh', ['-c', `command -v ${program}`], path);
}

function output(program: string, args: readonly string[], path: string): string | undefined {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', env: { PATH: path } });
  return status === 0 ? stdout.trim() : undefined;
}
