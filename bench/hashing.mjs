// Compares hashing a download with what people do by hand, on loopback: npm run build && node bench/hashing.mjs [MEBIBYTES] [ROUNDS]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [mebibytes = 1024, rounds = 3] = process.argv.slice(2).map(Number);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const server = spawn(process.execPath, [here('server.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
const [port] = await once(server.stdout, 'data');
const url = `http://127.0.0.1:${Number(port)}/${mebibytes}`;

const ways = {
  'curl | sha256sum': `curl -fsS ${url} | sha256sum`,
  'curl | openssl dgst -sha256': `curl -fsS ${url} | openssl dgst -sha256`,
  'harden-dockerfile hash': `"${process.execPath}" "${here('../dist/cli.js')}" hash --digests download --allow-host 127.0.0.1 ${url}`,
};

/** Runs a shell line; gives its seconds, its output, and the most memory that one process of it took, in MB. */
async function run(line) {
  const start = performance.now();
  const child = spawn('sh', ['-c', line], { stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: process.env.PATH } });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, memoryBelow(child.pid))), 50);
  const [status] = await once(child, 'close');
  clearInterval(timer);
  if (status !== 0) throw new Error(`${line} ended with ${status}`);
  return { seconds: (performance.now() - start) / 1000, hash: /[0-9a-f]{64}/.exec(output)?.[0], peak };
}

function memoryBelow(pid) {
  try {
    const rss = Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
    return Math.max(rss, ...children.map(memoryBelow));
  } catch {
    return 0;
  }
}

const best = {};
for (let round = 0; round < rounds; round++)
  for (const [name, line] of Object.entries(ways)) {
    const result = await run(line);
    if (!best[name] || result.seconds < best[name].seconds) best[name] = result;
  }
server.kill();
if (new Set(Object.values(best).map(({ hash }) => hash)).size !== 1) throw new Error('the hashes differ');
console.log(`${mebibytes} MiB from loopback, best of ${rounds}:`);
const base = best['curl | sha256sum'].seconds;
for (const [name, { seconds, peak }] of Object.entries(best))
  console.log(
    `${name.padEnd(28)} ${(mebibytes / seconds).toFixed(0).padStart(6)} MiB/s  ${(base / seconds).toFixed(2)}x  ${peak.toFixed(0)} MB resident`,
  );
