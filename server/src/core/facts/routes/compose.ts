import { CONTROLLERS, type FileRoutes, joinPaths, type Mount, type Prefix, type Reader } from './model.ts';

/** A route of an application as it answers from outside. */
export interface Route {
  readonly path: string;
  /** The source file that defines it. */
  readonly file: string;
  /** What it is registered on there. */
  readonly on: string;
  /** The code that follows, where its handler mostly stands. */
  readonly handler: string;
  /** What stands in front of the path as it is written; undefined where that is unknown. */
  readonly prefix: Prefix;
  readonly indent: number;
  /** Whether everything in front of the path is known; else only routes beside it on the same router tell. */
  readonly certain: boolean;
}

/** A source file that was read. */
export interface Read {
  readonly reader: Reader;
  readonly found: FileRoutes;
}

/** Imported names that are applications by habit. */
const APPLICATION = /(?:app|application|server)$/i;
/** How many files may hand a name on. */
const DEPTH = 6;

interface Place {
  readonly file: string;
  readonly name: string;
}

/** The routes of files that belong together, with the prefixes under which their routers are mounted. */
export function composeRoutes(files: ReadonlyMap<string, Read>): Route[] {
  const mounts = [...files].flatMap(([file, { found }]) =>
    found.mounts.flatMap((mount) => {
      const child = resolve(file, mount.child, DEPTH);
      return child ? [{ mount, file, child }] : [];
    }),
  );
  const prefixesOfAll = new Set([...files.values()].flatMap(({ found }) => found.prefixOfAll ?? []));
  const prefixesOf = new Map<string, readonly Prefix[]>();
  return [...files].flatMap(([file, { found }]) =>
    found.routes.flatMap(({ on, path, handler, indent }) =>
      prefixes(file, on).map(
        (prefix): Route => ({
          path: joinPaths(prefix ?? '', path),
          file,
          on,
          handler,
          prefix,
          indent,
          certain: prefix !== undefined,
        }),
      ),
    ),
  );

  /** Every prefix under which a name's routes answer. */
  function prefixes(file: string, name: string): readonly Prefix[] {
    if (name === CONTROLLERS) return prefixesOfAll.size > 0 ? [...prefixesOfAll] : [''];
    const place = resolve(file, name, DEPTH);
    if (!place) return [APPLICATION.test(name) || !files.get(file)!.found.imports.has(name) ? '' : undefined];
    const key = `${place.file} ${place.name}`;
    const known = prefixesOf.get(key);
    if (known) return known;
    // Until it is known, for routers that mount each other.
    prefixesOf.set(key, [undefined]);
    const own = files.get(place.file)!.found.routers.get(place.name);
    const outer = mounts
      .filter(({ child }) => child.file === place.file && child.name === place.name)
      .flatMap(({ mount, file: by }) => prefixes(by, mount.on).map((around) => below(around, mount, own)));
    const found = outer.length > 0 ? [...new Set(outer)] : [undefined];
    prefixesOf.set(key, found);
    return found;
  }

  /** The router that a name stands for. */
  function resolve(file: string, name: string, depth: number): Place | undefined {
    const here = files.get(file);
    if (!here || depth === 0) return undefined;
    if (here.found.routers.has(name)) return { file, name };
    const [first, ...rest] = here.found.imports.has(name) ? [name] : name.split('.');
    const imported = here.found.imports.get(first!);
    if (!imported) return undefined;
    const wanted = [imported.name, ...rest].filter((piece) => piece !== undefined);
    const { module } = imported;
    const found = inModule(file, here.reader, module, wanted, depth);
    if (found || imported.name === undefined) return found;
    const submodule = `${module}${module.endsWith('.') ? '' : '.'}${imported.name}`;
    return inModule(file, here.reader, submodule, rest, depth);
  }

  function inModule(
    from: string,
    reader: Reader,
    module: string,
    wanted: readonly string[],
    depth: number,
  ): Place | undefined {
    const target = fileOf(reader.modulePaths(module, from));
    if (target === undefined) return undefined;
    const { routers } = files.get(target)!.found;
    const name = wanted.length > 0 ? wanted.join('.') : routers.size === 1 ? [...routers.keys()][0] : undefined;
    return name === undefined ? undefined : resolve(target, name, depth - 1);
  }

  /** The file at one of these paths, whatever folder the language's set-up puts in front. */
  function fileOf(paths: readonly string[]): string | undefined {
    const exact = paths.find((path) => files.has(path));
    if (exact) return exact;
    const ends = [...files.keys()].filter((file) => paths.some((path) => file.endsWith(`/${path}`)));
    return ends.length === 1 ? ends[0] : undefined;
  }
}

function below(outer: Prefix, { prefix, replaces }: Mount, own: Prefix): Prefix {
  if (outer === undefined || prefix === undefined || (own === undefined && !replaces)) return undefined;
  return [prefix, replaces ? '' : own!].reduce(joinPaths, outer);
}
