import { fact } from '../fact.ts';
import type { Source } from '../rule.ts';
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

/** The workflow that labels this Dockerfile's image; undefined where there is none, or where it is not clear that it builds this one. */
export const labelingWorkflow = fact((source): LabelingWorkflow | undefined => {
  const { project } = source;
  if (project.path === undefined) return undefined;
  for (const path of project.list('.github/workflows', ['.yml', '.yaml']) ?? []) {
    const text = withoutComments(project.read(path) ?? '');
    if (!builds(source, text)) continue;
    if (/docker\/metadata-action@/.test(text) && /\.outputs\.labels\b/.test(text))
      return { path, by: 'docker/metadata-action', keys: METADATA.map((key) => OCI + key) };
    if (/\bBUILDX_GIT_LABELS\b/.test(text))
      return { path, by: 'BUILDX_GIT_LABELS', keys: GIT_LABELS.map((key) => OCI + key) };
  }
  return undefined;
});

const withoutComments = (text: string): string => text.replace(/(?<=^|\s)#.*$/gm, '');

/** Whether a workflow names this Dockerfile; where it names none, it builds the one in the folder that it builds in. */
function builds({ project: { path = '' } }: Source, text: string): boolean {
  if (!/docker\/(?:build-push|bake)-action@|\bdocker\s+(?:buildx\s+)?build\b/.test(text)) return false;
  const words = text.split(/[\s"'=]+/).map((word) => word.replace(/^\.\//, '').replace(/\/$/, ''));
  if (words.includes(path)) return true;
  if (words.some((word) => /(?:^|\/)(?:Dockerfile|Containerfile)[^/]*$|\.Dockerfile$/i.test(word))) return false;
  const contexts = words.flatMap((word, index) => (word === 'context:' ? [words[index + 1]!] : []));
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return folder === '' ? contexts.every((one) => ROOT.test(one)) : contexts.includes(folder);
}

/** The root as a build context, or one that only the run knows. */
const ROOT = /^\.?$|\$\{\{/;
