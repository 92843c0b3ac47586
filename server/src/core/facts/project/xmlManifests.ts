import { line, type Manifest } from './manifest.ts';
import { xmlTexts } from './xml.ts';

/** What Maven's pom.xml says. Properties of the same file are resolved; what a parent elsewhere sets is not known. */
export function readPom(text: string): Manifest {
  const only = single(xmlTexts(text), 'project');
  const property = (name: string): string | undefined =>
    only(name.replace(/^(?:project|pom)\./, '').replaceAll('.', '/')) ?? only(`properties/${name}`);
  const field = (path: string): string | undefined => resolve(only(path), /\$\{([^}]*)\}/g, property);
  return {
    title: field('name') ?? field('artifactId'),
    version: field('version') ?? field('parent/version'),
    description: field('description'),
    licence: field('licenses/license/name'),
    organisation: field('organization/name'),
    url: field('url'),
    source: field('scm/url'),
  };
}

/** What a .NET project file or Directory.Build.props says. */
export function readMsbuild(text: string, path: string): Manifest {
  const only = single(xmlTexts(text), 'Project/PropertyGroup');
  const certain = (name: string): string | undefined => (isConditional(text, name) ? undefined : only(name));
  const field = (name: string): string | undefined => resolve(certain(name), /\$\(([^)]*)\)/g, certain);
  return {
    title: field('Product') ?? field('Title') ?? field('AssemblyName') ?? /([^/]+)\.\w+proj$/.exec(path)?.[1],
    version: version(
      field,
      ['Version', 'VersionPrefix', 'VersionSuffix'].some((name) => isConditional(text, name)),
    ),
    description: field('Description'),
    licence: field('PackageLicenseExpression'),
    organisation: field('Company'),
    authors: field('Authors'),
    url: field('PackageProjectUrl'),
    source: field('RepositoryUrl'),
  };
}

/** `Version`, else what MSBuild makes of its two halves. */
function version(field: (name: string) => string | undefined, isUnsure: boolean): string | undefined {
  const [prefix, suffix] = [field('VersionPrefix'), field('VersionSuffix')];
  return isUnsure ? undefined : (field('Version') ?? (prefix && suffix ? `${prefix}-${suffix}` : prefix));
}

/** Whether a property, or a group that sets it, has a condition that only the build can tell. */
const isConditional = (text: string, name: string): boolean =>
  new RegExp(`<${name}\\s[^<]*\\bCondition\\s*=`).test(text) ||
  [...text.matchAll(/<PropertyGroup\s[^<]*\bCondition\s*=[^]*?<\/PropertyGroup>/g)].some(([group]) =>
    group.includes(`<${name}>`),
  );

/** Looks up the one text at a path below `root`; several are no statement. */
const single =
  (texts: ReadonlyMap<string, readonly string[]>, root: string) =>
  (path: string): string | undefined => {
    const found = texts.get(`${root}/${path}`) ?? [];
    return found.length === 1 ? found[0] : undefined;
  };

/** A text with its references resolved, one level deep; undefined where one is not known. */
function resolve(
  text: string | undefined,
  reference: RegExp,
  lookup: (name: string) => string | undefined,
): string | undefined {
  const resolved = text?.replace(reference, (all, name: string) => lookup(name) ?? all);
  return resolved && resolved.search(reference) < 0 ? line(resolved) : undefined;
}
