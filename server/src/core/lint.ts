import { type Config, defaultConfig } from './config.ts';
import { parseDockerfile } from './dockerfile/parse.ts';
import { noProject, type Project } from './project.ts';
import type { Diagnostic, Rule, Source } from './rule.ts';
import { rules as allRules } from './rules/index.ts';
import { suppresses } from './suppress.ts';

/** What is linted: a Dockerfile's text and what is known around it. */
export interface Input {
  readonly text: string;
  readonly project?: Project;
  readonly config?: Config;
}

export interface Lint {
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  /** Whether nothing that was asked of the project was still unloaded; fixes are computed only then. */
  readonly complete: boolean;
}

/** Every finding of every rule that is not off and not suppressed. Pure and total: any text has an answer. */
export function lint(input: Input, rules: readonly Rule[] = allRules): Lint {
  const { value, complete } = look(input, (source) => findings(source, rules));
  return { diagnostics: value, complete };
}

/** What a view of a Dockerfile in its project shows, and whether nothing that was asked of the project was still unloaded. */
export function look<T>(
  { text, project = noProject, config = defaultConfig }: Input,
  view: (source: Source) => T,
): { readonly value: T; readonly complete: boolean } {
  const watched = watch(project);
  const value = view({ file: parseDockerfile(text), project: watched.project, config });
  return { value, complete: watched.complete() };
}

function findings(source: Source, rules: readonly Rule[]): readonly Diagnostic[] {
  const { file, config } = source;
  const suppressed = suppresses(file);
  const diagnostics = rules.flatMap((rule) => {
    const setting = config.severity[rule.id] ?? (rule.off ? 'off' : undefined);
    if (setting === 'off') return [];
    return [...rule.check(source)]
      .filter(({ span }) => !suppressed(rule.id, span))
      .map((finding): Diagnostic => ({ ...finding, rule, severity: setting ?? finding.severity ?? rule.severity }));
  });
  return diagnostics.toSorted((a, b) => a.span.start - b.span.start);
}

/** The project, and whether everything that was asked of it was loaded. */
function watch(project: Project): { project: Project; complete: () => boolean } {
  let complete = true;
  const note = <T>(value: T | undefined): T | undefined => {
    if (value === undefined) complete = false;
    return value;
  };
  const watched: Project = {
    path: project.path,
    read: (path) => note(project.read(path)),
    list: (folder, endings) => note(project.list(folder, endings)),
    get origin() {
      return note(project.origin);
    },
    get committed() {
      return note(project.committed);
    },
    get author() {
      return note(project.author);
    },
  };
  return { project: watched, complete: () => complete };
}
