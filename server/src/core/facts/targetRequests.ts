import { fact } from '../fact.ts';
import type { Source } from '../rule.ts';
import { baseName, join } from './paths.ts';
import { entriesOf, itemsOf, parseYaml, textsOf, type Yaml, yamlAt } from './project/yaml.ts';
import type { Stage } from './stages.ts';
import type { Evidence } from './targetEvidence.ts';
import { namesDevice, signOfName, signOfVariable } from './targetSigns.ts';

/** Evidence of a file beside the Dockerfile; of one stage alone where it names that. */
interface Request extends Evidence {
  readonly stage?: string | undefined;
}

/** What the files say that build and start this Dockerfile's images: Compose, Bake, and CI workflows. */
export function* requests(source: Source, related: readonly Stage[]): Iterable<Evidence> {
  for (const request of [...composed(source), ...baked(source), ...automated(source)])
    if (request.stage === undefined || related.some(({ name }) => name === request.stage?.toLowerCase())) yield request;
}

const COMPOSE = /^(?:docker-)?compose(?:[._-][\w.-]+)?\.ya?ml$/i;

interface Service {
  readonly path: string;
  readonly name: string;
  readonly node: Yaml;
}

/** Compose's services that build this file, and what other files of their folder add to them (Compose specification). */
const composed = fact((source): readonly Request[] => {
  const paths = (source.project.list('', ['.yml', '.yaml']) ?? []).filter((path) => COMPOSE.test(baseName(path)));
  const services = paths.flatMap((path): Service[] =>
    entriesOf(yamlAt(parseYaml(path, source.project.read(path) ?? ''), 'services')).map(([name, node]) => ({
      path,
      name,
      node,
    })),
  );
  const own = services.filter((service) => builds(source, service));
  return services.flatMap((service) => {
    const built = own.find(({ name, path }) => name === service.name && folderOf(path) === folderOf(service.path));
    if (!built) return [];
    const stage = textsOf(yamlAt(built.node, 'build', 'target'))[0];
    return [...serviceSigns(service)].map((sign) => ({ ...sign, stage }));
  });
});

const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/');

function builds({ project }: Source, { path, node }: Service): boolean {
  const build = yamlAt(node, 'build');
  if (!build) return false;
  const [context = '.'] = build.kind === 'text' ? [build.text] : textsOf(yamlAt(build, 'context'));
  const [dockerfile = 'Dockerfile'] = textsOf(yamlAt(build, 'dockerfile'));
  return isOwn(project.path, folderOf(path), context, dockerfile);
}

const isOwn = (path: string | undefined, folder: string, context: string, dockerfile: string): boolean =>
  path !== undefined && join(join(`/${folder}`, context), dockerfile) === `/${path}`;

function* serviceSigns({ path, name, node }: Service): Iterable<Evidence> {
  const where = `the service ${name} of ${path}`;
  const devices = itemsOf(yamlAt(node, 'deploy', 'resources', 'reservations', 'devices'));
  const asks =
    textsOf(yamlAt(node, 'gpus')).length > 0 ||
    itemsOf(yamlAt(node, 'gpus')).length > 0 ||
    textsOf(yamlAt(node, 'runtime')).includes('nvidia') ||
    textsOf(yamlAt(node, 'devices')).some((device) => /nvidia|\/dev\/kfd/.test(device)) ||
    devices.some(
      (device) =>
        textsOf(yamlAt(device, 'driver')).includes('nvidia') ||
        textsOf(yamlAt(device, 'capabilities')).some((one) => /^["']?gpu/.test(one)),
    );
  if (asks) yield { side: 'gpu', text: `${where} requests a GPU` };
  for (const [key, value] of variablesOf(yamlAt(node, 'environment'))) yield* variable(where, key, value);
  for (const profile of textsOf(yamlAt(node, 'profiles')))
    yield { ...signOf(profile), text: `${where} has the profile ${profile}` };
  yield { ...signOf(name), text: `it is built for ${where}` };
  yield { side: signOfName(baseName(path)), text: `it is built for ${where}` };
}

/** "cpu-monitor" is named after what it measures. */
function signOf(name: string): Pick<Required<Evidence>, 'side' | 'weak'> {
  const side = signOfName(name);
  return {
    side,
    weak: side === 'cpu' && !/(?:^|[:_.-])(?:cpu(?:[-_]?only)?|(?:no|non)[-_]?(?:gpu|cuda))$/i.test(name),
  };
}

function* variable(where: string, key: string, value: string): Iterable<Evidence> {
  // "${DEVICE:-cpu}" is only one of the values that it may have.
  if (value.includes('$')) return;
  const side = signOfVariable(key, value);
  yield { side, weak: side === 'cpu' && !namesDevice(key), text: `${where} says ${key}=${value}` };
}

/** `environment` is a list of `KEY=value` or a map. */
const variablesOf = (node: Yaml | undefined): readonly (readonly [string, string])[] =>
  node?.kind === 'map'
    ? entriesOf(node).map(([key, value]) => [key, textsOf(value)[0] ?? ''] as const)
    : textsOf(node).flatMap((text) => {
        const [, key, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
        return key === undefined ? [] : [[key, value!] as const];
      });

/** The targets of a docker-bake.hcl that build this file: their names, tags and arguments. */
const baked = fact(({ project }): readonly Request[] =>
  (project.list('', ['.hcl']) ?? [])
    .filter((path) => /bake[\w.-]*\.hcl$/.test(path))
    .flatMap((path) =>
      (project.read(path) ?? '').split(/^(?=target[ \t]+")/m).flatMap((block) => {
        const name = /^target[ \t]+"([^"\n]+)"[ \t]*\{/.exec(block)?.[1];
        if (name === undefined) return [];
        const body = block.split(/^\}/m, 1)[0]!;
        const value = (key: string): string | undefined =>
          new RegExp(String.raw`^[ \t]*${key}[ \t]*=[ \t]*"([^"]*)"`, 'm').exec(body)?.[1];
        const dockerfile = value('dockerfile') ?? (/^[ \t]*inherits[ \t]*=/m.test(body) ? undefined : 'Dockerfile');
        if (dockerfile === undefined || !isOwn(project.path, folderOf(path), value('context') ?? '.', dockerfile))
          return [];
        const where = `the target ${name} of ${path}`;
        const stage = value('target');
        const args = [...body.matchAll(/^[ \t]*(\w+)[ \t]*=[ \t]*"([^"$]*)"/gm)].flatMap(([, key, text]) => [
          ...variable(where, key!, text!),
        ]);
        return [{ ...signOf(name), text: `it is built for ${where}` }, ...args].map((one) => ({
          ...one,
          stage,
        }));
      }),
    ),
);

/** CI files that build this file and start what they built with a GPU, or tag it for one. */
const automated = fact(({ project }): readonly Request[] => {
  const paths = [...(project.list('.github/workflows', ['.yml', '.yaml']) ?? []), '.gitlab-ci.yml', 'Makefile'];
  return paths.flatMap((path) => {
    const text = (project.read(path) ?? '').replace(/\\\r?\n[ \t]*/g, ' ');
    return builtImages(text, (context, file) => isOwn(project.path, '', context, file)).flatMap((image) => {
      const starts = [...text.matchAll(/docker\s+run\b[^\n]*/g)].some(
        ([command]) => command.includes(image) && /--gpus\b|--runtime[= ]nvidia/.test(command),
      );
      return [
        { side: starts ? ('gpu' as const) : undefined, text: `${path} starts ${image} with a GPU` },
        { ...signOf(image.replace(/\$\{\{.*?\}\}/g, '')), text: `${path} builds it as ${image}` },
      ];
    });
  });
});

/** The names that `docker build` and docker/build-push-action give to the images of one Dockerfile. */
function builtImages(text: string, own: (context: string, file: string) => boolean): string[] {
  const commands = [...text.matchAll(/docker(?:\s+buildx)?\s+build\s+([^\n;&|]*)/g)].flatMap(([, args]) => {
    const file = /(?:^|\s)(?:-f|--file)[= ][ \t]*["']?([^\s"']+)/.exec(args!)?.[1];
    const context = args!.trim().split(/\s+/).at(-1)!.replace(/["']/g, '');
    // A file is named from the folder of the command, not of the context.
    if (!(file ? own('.', file) : own(context, 'Dockerfile'))) return [];
    return [...args!.matchAll(/(?:^|\s)(?:-t|--tag)[= ][ \t]*["']?([^\s"']+)/g)].map(([, tag]) => tag!);
  });
  const steps = text.split(/^[ \t]*-[ \t]+(?=name:|uses:|id:)/m).flatMap((step) => {
    if (!/uses:[ \t]*docker\/build-push-action/.test(step)) return [];
    const value = (key: string) => new RegExp(String.raw`^[ \t]*${key}:[ \t]*["']?([^\s"']+)`, 'm').exec(step)?.[1];
    const file = value('file');
    if (!(file ? own('.', file) : own(value('context') ?? '.', 'Dockerfile'))) return [];
    const tags = /^([ \t]*)tags:[ \t]*(?:\|[-+ \t]*\r?\n((?:\1[ \t]+\S.*(?:\n|$))+)|(.*))/m.exec(step);
    return (tags?.[2] ?? tags?.[3] ?? '').split(/[\s,]+/).filter((tag) => tag.includes('/') || tag.includes(':'));
  });
  return [...new Set([...commands, ...steps])];
}
