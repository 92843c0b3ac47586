import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { baseName, folderOf, join } from '../paths.ts';
import { entriesOf, itemsOf, parseYaml, textsOf, type Yaml, yamlAt } from '../project/yaml.ts';
import type { Evidence } from './evidence.ts';
import { signOfName } from './signs.ts';
import { isOwn, requestsOf, signOf, variable } from './users.ts';

const COMPOSE = /^(?:docker-)?compose(?:[._-][\w.-]+)?\.ya?ml$/i;

interface Service {
  readonly path: string;
  readonly name: string;
  readonly node: Yaml;
}

/** Compose's services that run this file's image: they build it, extend or amend such a service, or name its image (Compose specification). */
export const composed = fact((source: Source) => {
  const paths = (source.project.list('', ['.yml', '.yaml']) ?? []).filter((path) => COMPOSE.test(baseName(path)));
  const services = paths.flatMap((path) => servicesOf(source, path));
  const all = services.map((service) => ({ service, bases: extended(source, service) }));
  const building = all.flatMap(({ bases }) => bases.find((one) => builds(source, one)) ?? []);
  const users = all.flatMap(({ service, bases }) => {
    const built = bases.map((base) => building.find((one) => isSame(one, base) || namesImage(one, base))).find(Boolean);
    return built ? [{ name: `${folderOf(service.path)} ${service.name}`, built, bases }] : [];
  });
  // What several files say of one service is said together.
  const names = [...new Set(users.map(({ name }) => name))];
  return requestsOf(
    names.map((name) => {
      const own = users.filter((one) => one.name === name);
      const stage = textsOf(yamlAt(own[0]!.built.node, 'build', 'target'))[0];
      return { stage, signs: own.flatMap(({ bases }) => bases).flatMap((one) => [...serviceSigns(one)]) };
    }),
  );
});

const servicesOf = ({ project }: Source, path: string): Service[] =>
  entriesOf(yamlAt(parseYaml(path, project.read(path) ?? ''), 'services')).map(([name, node]) => ({
    path,
    name,
    node,
  }));

/** A service with those that it extends, nearest first. */
function extended(source: Source, service: Service): Service[] {
  const found = [service];
  for (const { path, node } of found) {
    const extension = yamlAt(node, 'extends');
    const [name] = textsOf(yamlAt(extension, 'service') ?? extension);
    const [file] = textsOf(yamlAt(extension, 'file'));
    if (name === undefined) continue;
    const from = file === undefined ? path : join(`/${folderOf(path)}`, file)?.slice(1);
    const base = from ? servicesOf(source, from).find((one) => one.name === name) : undefined;
    if (base && !found.some((one) => one.path === base.path && one.name === base.name)) found.push(base);
  }
  return found;
}

const isSame = (one: Service, other: Service): boolean =>
  one.name === other.name && folderOf(one.path) === folderOf(other.path);

/** Whether a service starts the image that another one builds. */
const namesImage = (built: Service, { node }: Service): boolean => {
  const [image] = textsOf(yamlAt(node, 'image'));
  return (
    yamlAt(node, 'build') === undefined && image !== undefined && textsOf(yamlAt(built.node, 'image'))[0] === image
  );
};

function builds({ project }: Source, { path, node }: Service): boolean {
  const build = yamlAt(node, 'build');
  if (!build) return false;
  const [context = '.'] = build.kind === 'text' ? [build.text] : textsOf(yamlAt(build, 'context'));
  const [dockerfile = 'Dockerfile'] = textsOf(yamlAt(build, 'dockerfile'));
  return isOwn(project.path, folderOf(path), context, dockerfile);
}

function* serviceSigns({ path, name, node }: Service): Iterable<Evidence> {
  const where = `the service ${name} of ${path}`;
  if (asksForGpu(node)) yield { side: 'gpu', text: `${where} requests a GPU` };
  for (const [key, value] of variablesOf(yamlAt(node, 'environment'))) yield* variable(where, key, value);
  for (const profile of textsOf(yamlAt(node, 'profiles')))
    yield { ...signOf(profile), text: `${where} has the profile ${profile}` };
  yield { ...signOf(name), text: `it is built for ${where}` };
  yield { side: signOfName(baseName(path)), text: `it is built for ${where}` };
}

/** `gpus`, `runtime`, `devices`, and what `deploy` reserves, Swarm's generic resources included. */
function asksForGpu(node: Yaml): boolean {
  const reserved = yamlAt(node, 'deploy', 'resources', 'reservations');
  return (
    itemsOf(yamlAt(node, 'gpus')).length > 0 ||
    textsOf(yamlAt(node, 'runtime')).includes('nvidia') ||
    textsOf(yamlAt(node, 'devices')).some((device) => /nvidia|\/dev\/kfd/.test(device)) ||
    itemsOf(yamlAt(reserved, 'devices')).some(
      (device) =>
        textsOf(yamlAt(device, 'driver')).includes('nvidia') ||
        textsOf(yamlAt(device, 'capabilities')).some((one) => /^["']?gpu/.test(one)),
    ) ||
    itemsOf(yamlAt(reserved, 'generic_resources'))
      .flatMap((one) => textsOf(yamlAt(one, 'discrete_resource_spec', 'kind')))
      .some((kind) => signOfName(kind) === 'gpu')
  );
}

/** `environment` is a list of `KEY=value` or a map. */
const variablesOf = (node: Yaml | undefined): readonly (readonly [string, string])[] =>
  node?.kind === 'map'
    ? entriesOf(node).map(([key, value]) => [key, textsOf(value)[0] ?? ''] as const)
    : textsOf(node).flatMap((text) => {
        const [, key, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
        return key === undefined ? [] : [[key, value!] as const];
      });
