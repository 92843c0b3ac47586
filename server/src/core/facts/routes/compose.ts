import { CONTROLLERS, type FileRoutes, joinPaths, type Mount, type Prefix, type Reader } from './model.ts';
import type { Named } from './named.ts';

/** A route of an application as it answers from outside. */
export interface Route {
  readonly path: string;
  /** Its path as the file has it. */
  readonly written: string;
  /** The source file that defines it. */
  readonly file: string;
  /** What it is registered on there. */
  readonly on: string;
  /** The code that follows, where its handler mostly stands. */
  readonly handler: string;
  /** What stands in front of the path as it is written; undefined where that is unknown. */
  readonly prefix: Prefix;
  /** What it stands in there, and what may answer in its handler's place. */
  readonly block: string;
  readonly guards: readonly string[];
  /** Whether everything in front of the path is known; else only routes beside it on the same router tell. */
  readonly certain: boolean;
}

/** A source file that was read. */
export interface Read {
  readonly reader: Reader;
  readonly found: FileRoutes & { readonly named: Named; readonly guarded: ReadonlySet<string> };
}

/** Imported names that are applications by habit. */
const APPLICATION = /(?:app|application|server)$/i;
/** How many files may hand a name on. */
const DEPTH = 6;
/** A router below more prefixes is as good as one whose prefix is unknown. */
const MAX_PREFIXES = 16;
const MAX_NESTED = 50;

interface Place {
  readonly file: string;
  readonly name: string;
}

/** The routes of files that belong together, with the prefixes under which their routers are mounted. */
export function composeRoutes(files: ReadonlyMap<string, Read>): Route[] {
  const placesOf = new Map<string, Place | undefined>();
  const filesOf = new Map<string, string | undefined>();
  const mounts = [...files].flatMap(([file, { found }]) =>
    found.mounts.flatMap((mount) => {
      const child = resolve(file, mount.child, DEPTH);
      return child ? [{ mount, file, child }] : [];
    }),
  );
  const mountsOf = new Map<string, typeof mounts>();
  for (const one of mounts) {
    const key = keyOf(one.child);
    mountsOf.set(key, [...(mountsOf.get(key) ?? []).slice(0, MAX_PREFIXES), one]);
  }
  const prefixesOfAll = [...files.values()].flatMap(({ found }) => found.prefixOfAll ?? []);
  const prefixesOf = new Map<string, readonly Prefix[]>();
  return [...files].flatMap(([file, { found }]) =>
    found.routes.flatMap(({ on, path, handler, block, guards }) =>
      prefixesOfRoute(file, on, path).map(
        (prefix): Route => ({
          path: joinPaths(prefix ?? '', path),
          written: path,
          file,
          on,
          handler,
          prefix,
          block,
          guards,
          certain: prefix !== undefined,
        }),
      ),
    ),
  );

  function prefixesOfRoute(file: string, on: string, path: string): readonly Prefix[] {
    if (on !== CONTROLLERS) return prefixes(file, on, 0);
    // Several applications, each with a prefix of its own.
    if (prefixesOfAll.length > 1) return [undefined];
    const [all] = prefixesOfAll;
    return [all === undefined || all.except.includes(path) ? '' : all.prefix];
  }

  /** Every prefix under which a name's routes answer. */
  function prefixes(file: string, name: string, depth: number): readonly Prefix[] {
    const place = resolve(file, name, DEPTH);
    if (!place) return [APPLICATION.test(name) || !files.get(file)!.found.imports.has(name) ? '' : undefined];
    const key = keyOf(place);
    const known = prefixesOf.get(key);
    if (known) return known;
    // Until it is known, for routers that mount each other.
    prefixesOf.set(key, [undefined]);
    const own = files.get(place.file)!.found.routers.get(place.name);
    const by = depth < MAX_NESTED ? (mountsOf.get(key) ?? []) : [];
    const outer = new Set(
      by.flatMap(({ mount, file: from }) =>
        prefixes(from, mount.on, depth + 1).map((around) => below(around, mount, own)),
      ),
    );
    const isFew = by.length <= MAX_PREFIXES && outer.size <= MAX_PREFIXES;
    const found = outer.size > 0 && isFew ? [...outer] : [undefined];
    prefixesOf.set(key, found);
    return found;
  }

  /** The router that a name stands for. */
  function resolve(file: string, name: string, depth: number): Place | undefined {
    const key = `${file} ${name} ${depth}`;
    if (!placesOf.has(key)) placesOf.set(key, resolved(file, name, depth));
    return placesOf.get(key);
  }

  function resolved(file: string, name: string, depth: number): Place | undefined {
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
    const key = `${from} ${module}`;
    if (!filesOf.has(key)) filesOf.set(key, fileOf(reader.modulePaths(module, from)));
    const target = filesOf.get(key);
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

const keyOf = ({ file, name }: Place): string => `${file} ${name}`;

function below(outer: Prefix, { prefix, replaces }: Mount, own: Prefix): Prefix {
  if (outer === undefined || prefix === undefined || (own === undefined && !replaces)) return undefined;
  return [prefix, replaces ? '' : own!].reduce(joinPaths, outer);
}
