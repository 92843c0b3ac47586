import type { ManagedTorch } from '../facts/pip/managedTorch.ts';
import type { PythonProject } from '../facts/pip/pythonProject.ts';
import { valueAt } from '../facts/project/manifest.ts';
import { parseToml } from '../facts/project/toml.ts';
import { applyEdits, type Edit } from '../text/span.ts';
import { CPU_INDEX } from './cpuIndex.ts';
import type { CpuBuild } from './steps.ts';

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
  const append = (lines: readonly string[]): Edit => ({
    path,
    span: { start: text.length, end: text.length },
    text: `${text.endsWith('\n') ? eol : eol + eol}${lines.join(eol)}${eol}`,
  });
  const table = (name: string, last: string) => [`[[${name}]]`, `name = "${NAME}"`, `url = "${CPU_INDEX}"`, last];
  const list = named.map((one) => `"${one}"`).join(', ');
  switch (tool) {
    case 'uv': {
      const index = table('tool.uv.index', 'explicit = true');
      const sources = named.map((one) => `${one} = { index = "${NAME}" }`);
      const header = /^\[tool\.uv\.sources\][ \t]*(?:#.*)?\r?\n/m.exec(text);
      const at = header && header.index + header[0].length;
      const edits = at
        ? [{ path, span: { start: at, end: at }, text: sources.map((line) => line + eol).join('') }, append(index)]
        : [append([...index, '', '[tool.uv.sources]', ...sources])];
      return checked(text, edits, named, ['tool', 'uv', 'sources']);
    }
    case 'pdm':
      return checked(text, [append(table('tool.pdm.source', `include_packages = [${list}]`))], [], []);
    case 'poetry': {
      const edits = [
        ...sourced(path, text, named, 'source'),
        append(table('tool.poetry.source', 'priority = "explicit"')),
      ];
      return checked(text, edits, named, ['tool', 'poetry', 'dependencies']);
    }
    case 'pipenv': {
      const edits = [...sourced(path, text, named, 'index'), append(table('source', 'verify_ssl = true'))];
      return checked(text, edits, named, ['packages']);
    }
  }
}

/** The edits, where the manifest that they leave gives the packages their index. */
function checked(text: string, edits: readonly Edit[], named: readonly string[], keys: readonly string[]) {
  const data = parseToml(applyEdits(text, edits));
  const told = (name: string) => ['index', 'source'].some((key) => valueAt(data, ...keys, name, key) === NAME);
  return data !== undefined && named.every(told) ? edits : undefined;
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
