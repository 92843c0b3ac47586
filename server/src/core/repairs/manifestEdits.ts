import type { ManagerCommand } from '../facts/pip/managers.ts';
import { indexesIn } from '../facts/pip/manifestIndex.ts';
import type { PythonProject } from '../facts/pip/pythonProject.ts';
import type { Requirement } from '../facts/requirements.ts';
import type { Edit } from '../text/span.ts';
import { CPU_INDEX } from './cpuIndex.ts';

/** The edits of a manifest that add PyTorch's CPU index, and give it to some packages alone. */
export function manifestEdits(
  tool: ManagerCommand['tool'],
  project: PythonProject,
  named: readonly Requirement[],
): readonly (Edit | undefined)[] {
  const { path, text } = project;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const index = freeName(tool, project);
  const append = (lines: readonly string[]): Edit => ({
    path,
    span: { start: text.length, end: text.length },
    text: `${text.endsWith('\n') ? eol : eol + eol}${lines.join(eol)}${eol}`,
  });
  const table = (name: string, last: string) => [`[[${name}]]`, `name = "${index}"`, `url = "${CPU_INDEX}"`, last];
  const names = named.map(({ name }) => name);
  switch (tool) {
    case 'uv': {
      const added = table('tool.uv.index', 'explicit = true');
      const sources = names.map((one) => `${one} = { index = "${index}" }`);
      const header = /^\[tool\.uv\.sources\][ \t]*(?:#.*)?\r?\n/m.exec(text);
      const at = header && header.index + header[0].length;
      return at
        ? [{ path, span: { start: at, end: at }, text: sources.map((line) => line + eol).join('') }, append(added)]
        : [append([...added, '', '[tool.uv.sources]', ...sources])];
    }
    case 'pdm':
      return [append(table('tool.pdm.source', `include_packages = [${names.map((one) => `"${one}"`).join(', ')}]`))];
    case 'poetry':
      return [
        ...names.flatMap((one) => besideVersion(project, one, `source = "${index}"`)),
        append(table('tool.poetry.source', 'priority = "explicit"')),
      ];
    case 'pipenv':
      return [
        ...names.flatMap((one) => besideVersion(project, one, `index = "${index}"`)),
        append(table('source', 'verify_ssl = true')),
      ];
  }
}

/** A name for the index that the manifest has for no other. */
function freeName(tool: ManagerCommand['tool'], project: PythonProject): string {
  const taken = indexesIn(tool, project).map(({ name }) => name);
  const names = ['pytorch-cpu', ...taken.map((_, index) => `pytorch-cpu-${index + 2}`)];
  return names.find((one) => !taken.includes(one))!;
}

/** What makes a table with an entry more of a dependency that has its version on a line of its own. */
function besideVersion({ path, text }: PythonProject, name: string, entry: string): (Edit | undefined)[] {
  const match = new RegExp(String.raw`^(${name}\s*=\s*)("[^"\n]*"|'[^'\n]*')[ \t]*(?=\r?$|#)`, 'm').exec(text);
  if (!match) return [undefined];
  const start = match.index + match[1]!.length;
  const end = start + match[2]!.length;
  return [
    { path, span: { start, end: start }, text: '{ version = ' },
    { path, span: { start: end, end }, text: `, ${entry} }` },
  ];
}
