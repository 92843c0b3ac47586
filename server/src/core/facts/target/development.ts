import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { folderOf } from '../paths.ts';
import { parseYaml, textsOf, yamlAt } from '../project/yaml.ts';
import { isOwn, type Request } from './users.ts';

const DEVCONTAINER = /(?:^|\/)(?:\.devcontainer\/(?:[^/]+\/)?devcontainer|\.devcontainer)\.json$/;

/** The development containers of this file that ask their host for a GPU (devcontainer.json reference: runArgs, hostRequirements). */
export const developed = fact(({ project }: Source): readonly Request[] =>
  ['', '.devcontainer']
    .flatMap((folder) => project.list(folder, ['.json']) ?? [])
    .filter((path, index, all) => DEVCONTAINER.test(path) && all.indexOf(path) === index)
    .flatMap((path): Request[] => {
      // JSON with comments is YAML's flow style but for its comments.
      const data = parseYaml(path, (project.read(path) ?? '').replace(/^[ \t]*\/\/.*$/gm, '').replaceAll('\t', ' '));
      const [file] = textsOf(yamlAt(data, 'build', 'dockerfile') ?? yamlAt(data, 'dockerFile'));
      if (file === undefined || !isOwn(project.path, folderOf(path), '.', file)) return [];
      const required = yamlAt(data, 'hostRequirements', 'gpu');
      const asks =
        textsOf(yamlAt(data, 'runArgs')).some((one) =>
          /^--gpus\b|^(?:--runtime=)?nvidia$|nvidia\.com\/gpu/.test(one),
        ) ||
        (required !== undefined && textsOf(required)[0] !== 'false');
      const stage = textsOf(yamlAt(data, 'build', 'target'))[0];
      return asks ? [{ side: 'gpu', text: `${path} requests a GPU`, stage }] : [];
    }),
);
