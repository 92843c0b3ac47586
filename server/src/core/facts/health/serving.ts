import { jsonStrings } from '../../dockerfile/json.ts';
import { pairs, splitWords, wordParts } from '../../dockerfile/words.ts';
import type { Source } from '../../rule.ts';
import { known } from '../../text/parts.ts';
import { lineage, type Stage } from '../stages.ts';
import { variablesAt } from '../variables.ts';

/** The TCP ports that a stage and those below it EXPOSE; undefined where one is only known to the build. */
export function exposedPorts(source: Source, stage: Stage): ReadonlySet<number> | undefined {
  const ports = new Set<number>();
  for (const { instructions } of lineage(stage)) {
    for (const instruction of instructions.filter(({ keyword, onbuild }) => keyword === 'EXPOSE' && !onbuild)) {
      for (const word of splitWords(instruction.body, source.file.escape)) {
        const text = known(wordParts(word, source.file.escape), variablesAt(source, instruction));
        const [, first, last = first, protocol] = /^(\d+)(?:-(\d+))?(?:\/(\w+))?$/.exec(text ?? '') ?? [];
        if (first === undefined || Number(last) - Number(first) > 1000) return undefined;
        if (protocol?.toLowerCase() === 'udp') continue;
        for (let port = Number(first); port <= Number(last); port++) ports.add(port);
      }
    }
  }
  return ports;
}

/** What a container of a stage runs: the words of its ENTRYPOINT and CMD, variables as written. */
export function servingCommand(stage: Stage): string {
  const all = lineage(stage)
    .toReversed()
    .flatMap(({ instructions }) => instructions.filter(({ onbuild }) => !onbuild));
  return ['ENTRYPOINT', 'CMD']
    .flatMap((wanted) => all.findLast(({ keyword }) => keyword === wanted) ?? [])
    .map(
      ({ body }) =>
        jsonStrings(body)
          ?.map(({ text }) => text)
          .join(' ') ?? body.text,
    )
    .join(' ');
}

const WRAPPER = String.raw`(?:(?:exec|tini|dumb-init|/sbin/tini|/usr/bin/tini|/usr/bin/dumb-init|--|-g|poetry run|pipenv run|uv run|bundle exec|npx|python[\d.]* -m)\s+)*(?:/\S+/)?`;
/** Servers that listen on one port, which their command line names [their manuals]. */
const ONE_PORT = new RegExp(
  String.raw`^${WRAPPER}(?:uvicorn|gunicorn|hypercorn|daphne|waitress-serve|flask|fastapi|streamlit|http\.server|puma|rackup|thin|unicorn|http-server|serve|next|vite)\b`,
);
/** Those, and programs that may listen on several. */
const ONE_PROGRAM = new RegExp(
  String.raw`${ONE_PORT.source}|^${WRAPPER}(?:python[\d.]*|node|java|ruby|dotnet|npm|yarn|pnpm|bun|deno)\b`,
);
const SEVERAL = /[;&|`]|\$\(|\bsh\b|\bsupervisord?\b|\bconcurrently\b|\bpm2\b/;
/** A port by which such a command line says where it listens. */
const LISTENS =
  /(?:^|\s)(?:--(?:server\.)?port[= ]|-p[= ]?|(?:-b|-l|--(?:bind|listen|listen-address))[= ]?(?:[\w.*[\]]*:)?)["']?(\d{2,5})(?=["']?(?:\s|$))/g;

/** An option that has a server listen in a place. */
const BINDS = /(?:^|\s)(?:-b|--bind)(?=[=\s"'\w[.])/g;
/** What has a server listen on a socket, beside a port or in its place. */
const SOCKET = /\s--(?:uds|fd|unix-socket)\b|\bunix:/;

/** Whether nothing but one program runs in a container, and no script that may start more. */
export const runsOneProgram = (stage: Stage): boolean =>
  ONE_PROGRAM.test(servingCommand(stage)) && !SEVERAL.test(servingCommand(stage));

/** Whether the command line names a server. */
export const servesByName = (stage: Stage): boolean => ONE_PORT.test(servingCommand(stage));

/** The port of a server that listens on this one only; undefined where that is not certain. */
export function servingPort(stage: Stage): number | undefined {
  const command = servingCommand(stage);
  if (!ONE_PORT.test(command) || SEVERAL.test(command)) return undefined;
  if (SOCKET.test(command) || [...command.matchAll(BINDS)].length > 1) return undefined;
  const [first, ...others] = [...command.matchAll(LISTENS)].map(([, port]) => Number(port));
  return others.length === 0 ? first : undefined;
}

/** Variables by which servers are told where to listen, as HOSTNAME tells Next.js. */
const LISTENING = /^(?:\w+_)?(?:HOST|HOSTNAME|ADDRESS|ADDR|BIND|LISTEN)$/;
const IPV4 = /(?:^|[\s=:/"'])(?:0\.0\.0\.0|127\.0\.0\.1)(?=$|[\s:"'])/;

/** Whether the server is told to listen on IPv4 alone, by its command line or by a variable. */
export function bindsIpv4({ file }: Source, stage: Stage): boolean {
  const command = servingCommand(stage);
  if (/\[::\]/.test(command)) return false;
  const set = lineage(stage).flatMap(({ instructions }) =>
    instructions
      .filter(({ keyword, onbuild }) => keyword === 'ENV' && !onbuild)
      .flatMap((one) => pairs(one, file.escape)),
  );
  return IPV4.test(command) || set.some(({ key, value }) => LISTENING.test(key) && IPV4.test(value?.text ?? ''));
}
