import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import { join } from '../paths.ts';
import { entriesOf, itemsOf, parseYaml, textsOf, type Yaml, yamlAt } from '../project/yaml.ts';
import { OCI } from './ociKeys.ts';

/** A workflow of GitHub Actions that sets labels when it builds the image; what it sets wins over the Dockerfile. */
export interface LabelingWorkflow {
  readonly path: string;
  readonly by: string;
  /** The keys that it sets, with their prefix. */
  readonly keys: readonly string[];
}

/** What docker/metadata-action sets (README, "labels"), and what buildx does where BUILDX_GIT_LABELS is set. */
const METADATA = ['title', 'description', 'url', 'source', 'version', 'created', 'revision', 'licenses'];
const GIT_LABELS = ['source', 'revision'];

/** The workflow with a step that builds this Dockerfile and labels its image; undefined where none clearly does. */
export const labelingWorkflow = fact((source): LabelingWorkflow | undefined => {
  const { project } = source;
  if (project.path === undefined) return undefined;
  for (const path of project.list('.github/workflows', ['.yml', '.yaml']) ?? []) {
    const workflow = parseYaml(path, project.read(path) ?? '');
    for (const [, job] of entriesOf(yamlAt(workflow, 'jobs'))) {
      const steps = itemsOf(yamlAt(job, 'steps'));
      const built = steps.filter((step) => builds(source, step));
      const found = built.map((step) => labelsOf(step, steps, [workflow, job, step])).find((one) => one !== undefined);
      if (found) return { path, by: found.by, keys: found.keys.map((key) => OCI + key) };
    }
  }
  return undefined;
});

/** What labels a step's image: another step of its job whose output it takes, the step itself, or buildx. */
function labelsOf(
  step: Yaml,
  steps: readonly Yaml[],
  scopes: readonly Yaml[],
): { readonly by: string; readonly keys: readonly string[] } | undefined {
  const given = textAt(step, 'with', 'labels');
  const metadata = steps.find(
    (one) =>
      uses(one, 'docker/metadata-action') &&
      new RegExp(`\\bsteps\\.${textAt(one, 'id').replace(/\W/g, '\\$&')}\\.outputs\\.labels\\b`).test(given),
  );
  if (metadata)
    return {
      by: 'docker/metadata-action',
      keys: [...METADATA, ...keysIn(given), ...keysIn(textAt(metadata, 'with', 'labels'))],
    };
  if (keysIn(given).length > 0) return { by: 'docker/build-push-action', keys: keysIn(given) };
  const isGit = scopes.some((one) => /^(?:1|true|full)$/i.test(textAt(one, 'env', 'BUILDX_GIT_LABELS')));
  return isGit ? { by: 'BUILDX_GIT_LABELS', keys: GIT_LABELS } : undefined;
}

/** The OCI keys, without their prefix, of labels written one a line. */
const keysIn = (labels: string): string[] =>
  [...labels.matchAll(/^\s*org\.opencontainers\.image\.([\w.]+)=/gm)].map(([, key]) => key!);

const textAt = (node: Yaml, ...keys: readonly string[]): string => textsOf(yamlAt(node, ...keys))[0] ?? '';
const uses = (step: Yaml, action: string): boolean => textAt(step, 'uses').startsWith(`${action}@`);

/** Whether a step builds this Dockerfile, by an action or by `docker build`. */
function builds({ project }: Source, step: Yaml): boolean {
  const files = uses(step, 'docker/build-push-action')
    ? [actionFile(textAt(step, 'with', 'context'), textAt(step, 'with', 'file'))]
    : commandFiles(textAt(step, 'run'));
  return files.includes(`/${project.path}`);
}

/** The file that docker/build-push-action builds; undefined where only the run knows it. */
function actionFile(context: string, file: string): string | undefined {
  const plain = context.replace(/\$\{\{\s*github\.workspace\s*\}\}/, '.');
  const [isGit, below = ''] = /^\{\{\s*defaultContext\s*\}\}(?::(.*))?$/.exec(plain) ?? [];
  const folder = isGit ? below : plain;
  if (/\{\{|:\/\//.test(folder + file)) return undefined;
  if (file !== '' && !isGit) return join('/', file);
  return join(join('/', folder || '.'), file || 'Dockerfile');
}

/** The files that the `docker build` commands of a script build. */
function commandFiles(script: string): string[] {
  const commands = script.replace(/\\\r?\n/g, ' ').match(/\bdocker\s+(?:buildx\s+)?build\s[^\n;&|]*/g) ?? [];
  return commands.flatMap((command) => {
    const words = command.trim().split(/[\s"'=]+/);
    const option = words.findIndex((word) => word === '-f' || word === '--file');
    const file = option < 0 ? undefined : words[option + 1];
    return join('/', file ?? join(join('/', words.at(-1)!), 'Dockerfile'));
  });
}
