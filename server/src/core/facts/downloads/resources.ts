import type { Source } from '../../rule.ts';
import type { Command } from '../../shell/model.ts';
import { expand } from '../../text/parts.ts';
import { ARCHITECTURES } from '../architectures.ts';
import type { BuildScript } from '../scripts.ts';
import { lookupAt } from '../shellVariables.ts';
import { isLocal, isMetadata } from './checkFiles.ts';
import { fetchOf } from './fetches.ts';
import type { Fetch, Output, Resource } from './model.ts';
import type { Sink } from './sinks.ts';

/** What of a fetch is kept: not what stays on the machine, only selects a name, or is read for a word or two. */
export function keptResources(
  source: Source,
  build: BuildScript,
  command: Command,
  fetch: Fetch,
  sink: Sink | undefined,
): Resource[] {
  return onEachArchitecture(source, build, command, fetch)
    .filter(({ output }) => output.kind === 'file' || (output.kind === 'stdout' && sink))
    .filter(({ text }) => !isLocal(text) && !isMetadata(text))
    .map((resource) => redirected(source, build, command, resource, sink));
}

/** Resolves URLs that differ between architectures on each of them. */
function onEachArchitecture(source: Source, build: BuildScript, command: Command, fetch: Fetch): readonly Resource[] {
  if (fetch.resources.every(({ unknown }) => unknown === undefined)) return fetch.resources;
  const wanted = ARCHITECTURES.filter(({ name }) => source.config.download.architectures.includes(name));
  const fetches = wanted.map((architecture) => ({
    architecture,
    resources: fetchOf(command, lookupAt(source, build, command, architecture))?.resources ?? [],
  }));
  return fetch.resources.map((resource, index) => {
    const found = fetches.flatMap(({ architecture, resources }) => {
      const one = resources[index];
      return one && one.unknown === undefined && one.url?.start === resource.url?.start
        ? [{ architecture, text: one.text }]
        : [];
    });
    const [first] = found;
    if (resource.unknown === undefined || !first || found.length < wanted.length) return resource;
    const same = found.every(({ text }) => text === first.text);
    if (same) return { ...resource, text: first.text, unknown: undefined };
    const text = /^https?:/i.test(resource.text) ? resource.text : first.text;
    return { ...resource, text, unknown: undefined, platforms: found };
  });
}

/** Standard output that the command itself sends to a file. */
function redirected(
  source: Source,
  build: BuildScript,
  command: Command,
  resource: Resource,
  sink: Sink | undefined,
): Resource {
  const target = sink?.redirect?.target;
  if (resource.output.kind !== 'stdout' || !target || command.redirects.every((own) => own.target !== target))
    return resource;
  const path = expand(target.parts, lookupAt(source, build, command)).text;
  const appends = sink.redirect?.operator === '>>';
  const output: Output = { kind: 'file', path, written: { from: 'word', word: target, offset: 0 }, appends };
  return { ...resource, output };
}
