import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { folderOf } from '../paths.ts';
import { parseJson } from '../project/json.ts';
import { textAt, valueAt } from '../project/manifest.ts';
import { isOwn, requestsOf, signOf, type User, variable } from './users.ts';

/** A target of Bake, as far as it matters here. */
interface Target {
  readonly path: string;
  readonly name: string;
  readonly context: string | undefined;
  readonly dockerfile: string | undefined;
  readonly stage: string | undefined;
  readonly inherits: boolean;
  readonly args: readonly (readonly [string, string])[];
}

/** The targets of docker-bake files (Bake's file reference) that build this file: their names and arguments. */
export const baked = fact(({ project }: Source) => {
  const paths = (project.list('', ['.hcl', '.json']) ?? []).filter((path) => /bake[\w.-]*\.(?:hcl|json)$/.test(path));
  const targets = paths.flatMap((path) => {
    const text = project.read(path) ?? '';
    return path.endsWith('.json') ? jsonTargets(path, text) : hclTargets(path, text);
  });
  return requestsOf(
    targets.flatMap(({ path, name, context = '.', dockerfile, stage, inherits, args }): User[] => {
      const file = dockerfile ?? (inherits ? undefined : 'Dockerfile');
      if (file === undefined || !isOwn(project.path, folderOf(path), context, file)) return [];
      const where = `the target ${name} of ${path}`;
      const variables = args.flatMap(([key, value]) => [...variable(where, key, value)]);
      return [{ stage, signs: [{ ...signOf(name), text: `it is built for ${where}` }, ...variables] }];
    }),
  );
});

const hclTargets = (path: string, text: string): Target[] =>
  text.split(/^(?=target[ \t]+")/m).flatMap((block) => {
    const name = /^target[ \t]+"([^"\n]+)"[ \t]*\{/.exec(block)?.[1];
    if (name === undefined) return [];
    const body = block.split(/^\}/m, 1)[0]!;
    const value = (key: string): string | undefined =>
      new RegExp(String.raw`^[ \t]*${key}[ \t]*=[ \t]*"([^"]*)"`, 'm').exec(body)?.[1];
    const args = [...body.matchAll(/^[ \t]*(\w+)[ \t]*=[ \t]*"([^"$]*)"/gm)].map(
      ([, key, text]) => [key!, text!] as const,
    );
    const inherits = /^[ \t]*inherits[ \t]*=/m.test(body);
    return [
      {
        path,
        name,
        context: value('context'),
        dockerfile: value('dockerfile'),
        stage: value('target'),
        inherits,
        args,
      },
    ];
  });

function jsonTargets(path: string, text: string): Target[] {
  return entries(valueAt(parseJson(text), 'target')).map(([name, target]) => ({
    path,
    name,
    context: textAt(target, 'context'),
    dockerfile: textAt(target, 'dockerfile'),
    stage: textAt(target, 'target'),
    inherits: valueAt(target, 'inherits') !== undefined,
    args: entries(valueAt(target, 'args')).flatMap(([key, value]) =>
      typeof value === 'string' && !value.includes('$') ? [[key, value] as const] : [],
    ),
  }));
}

const entries = (value: unknown): [string, unknown][] =>
  Object.entries(value !== null && typeof value === 'object' ? value : {});
