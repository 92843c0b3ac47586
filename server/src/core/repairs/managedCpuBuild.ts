import type { ManagedTorch } from '../facts/pip/managedTorch.ts';
import type { PythonProject } from '../facts/pip/pythonProject.ts';
import { valueAt } from '../facts/project/manifest.ts';
import { parseToml } from '../facts/project/toml.ts';
import { applyEdits, type Edit } from '../text/span.ts';
import type { CpuBuild } from './cpuBuild.ts';

const CPU_INDEX = 'https://download.pytorch.org/whl/cpu';
const NAME = 'pytorch-cpu';

/** How each tool is told of an index for some packages alone, by its manual, and how it locks anew. */
const TOOLS = {
  uv: { how: '[[tool.uv.index]] with explicit = true, and [tool.uv.sources]', lock: 'uv lock' },
  poetry: {
    how: '[[tool.poetry.source]] with priority = "explicit", and source = … at the dependency',
    lock: 'poetry lock',
  },
  pdm: { how: '[[tool.pdm.source]] with include_packages', lock: 'pdm lock' },
  pipenv: { how: '[[source]], and index = … at the package', lock: 'pipenv lock' },
} as const;

/** The edits of a manifest that give PyTorch the CPU index; where a lock file is in force, what a person does instead. */
export function managedCpuBuild({ manager, project, named, lock }: ManagedTorch): CpuBuild {
  const { how, lock: relock } = TOOLS[manager.tool];
  const manifest = project?.path ?? (manager.tool === 'pipenv' ? 'Pipfile' : 'pyproject.toml');
  const packages = named.length > 0 ? named.join(', ') : 'torch, named as a dependency,';
  const step = `give ${packages} the index ${CPU_INDEX} in ${manifest} (${how})`;
  const by = (impossible: string): CpuBuild => ({ edits: [], step, doubts: [], impossible });
  if (lock !== undefined) return by(`${lock} has to be made anew (${relock})`);
  if (!project) return by('the manifest is written by the build');
  if (named.length === 0) return by('only another package requires it');
  const edits = manifestEdits(manager.tool, project, named);
  if (!edits) return by(`${manifest} is written in a way that is not rewritten here`);
  return { edits, step, doubts: [`it edits ${manifest}, which other images may use`], impossible: undefined };
}

function manifestEdits(
  tool: keyof typeof TOOLS,
  { path, text }: PythonProject,
  named: readonly string[],
): readonly Edit[] | undefined {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lead = text.endsWith('\n') ? eol : eol + eol;
  const block = (lines: readonly string[]): Edit => ({
    path,
    span: { start: text.length, end: text.length },
    text: `${lead}${lines.join(eol)}${eol}`,
  });
  const table = (name: string, ...more: readonly string[]) => [
    `[[${name}]]`,
    `name = "${NAME}"`,
    `url = "${CPU_INDEX}"`,
    ...more,
  ];
  const edits = {
    uv: () => [
      block([
        ...table('tool.uv.index', 'explicit = true'),
        '',
        '[tool.uv.sources]',
        ...named.map((one) => `${one} = { index = "${NAME}" }`),
      ]),
    ],
    pdm: () => [block(table('tool.pdm.source', `include_packages = [${named.map((one) => `"${one}"`).join(', ')}]`))],
    poetry: () => [
      ...sourced(path, text, named, 'source'),
      block(table('tool.poetry.source', 'priority = "explicit"')),
    ],
    pipenv: () => [...sourced(path, text, named, 'index'), block(table('source', 'verify_ssl = true'))],
  }[tool]();
  const keys = {
    uv: ['tool', 'uv', 'sources'],
    pdm: undefined,
    poetry: ['tool', 'poetry', 'dependencies'],
    pipenv: ['packages'],
  }[tool];
  const data = parseToml(applyEdits(text, edits));
  const told = (name: string) => ['index', 'source'].some((key) => valueAt(data, ...(keys ?? []), name, key) === NAME);
  return data !== undefined && (keys === undefined || named.every(told)) ? edits : undefined;
}

/** Dependencies with a version on a line of their own, with the index beside it. */
function sourced(path: string, text: string, named: readonly string[], key: string): Edit[] {
  return named.flatMap((name) => {
    const match = new RegExp(String.raw`^(${name}\s*=\s*)("[^"\n]*"|'[^'\n]*')[ \t]*(?=\r?$|#)`, 'm').exec(text);
    if (!match) return [];
    const start = match.index + match[1]!.length;
    return [
      { path, span: { start, end: start + match[2]!.length }, text: `{ version = ${match[2]}, ${key} = "${NAME}" }` },
    ];
  });
}
