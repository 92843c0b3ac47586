import type { Source } from '../../rule.ts';
import { applications } from './applications.ts';
import type { Read, Route } from './compose.ts';
import { APPLICATION, CONTROLLERS, GRPC } from './model.ts';
import { bare, timesNamed } from './named.ts';
import { isOutermost } from './place.ts';

/** The route that answers the probed path on the same object as another, best in the same block. */
const besideOf = (route: Route, alive: readonly Route[]): Route | undefined => {
  const near = alive.filter(({ file, on }) => file === route.file && on === route.on);
  return near.find(({ block }) => block === route.block) ?? near[0];
};

/** Why a route may be another application's than the probed path's; undefined where one object in one file has both. */
export function notBeside(
  { project }: Source,
  best: Route,
  alive: readonly Route[],
  probed: string,
): string | undefined {
  const beside = besideOf(best, alive);
  if (!beside?.certain || beside.prefix !== best.prefix)
    return `${best.path} is defined in ${best.file}, but the probed ${probed} is not seen beside it`;
  if (alive.some(({ file, on }) => file !== best.file || on !== best.on))
    return `${probed} is defined by several applications`;
  if (beside.block !== best.block)
    return `${best.path} in ${best.file} stands in another block than ${probed}, or behind something that may refuse it`;
  const made = isOutermost(best.block) ? declarations(project.read(best.file) ?? '', best.on) : 1;
  return made > 1 ? `${best.on} in ${best.file} may be several applications` : undefined;
}

/** How many times a name is assigned, or given to a function, in a source file. */
const declarations = (text: string, name: string): number =>
  UNNAMED.has(name)
    ? 0
    : [
        ...text.matchAll(
          new RegExp(
            String.raw`(?<![\w.])${name}\s{0,9}(?::[^=\n(]{1,100})?:?=(?!=)|\b(?:function|def|func)\b[^\n(]{0,100}\((?:[^\n()]{0,300}\)\s{0,9}\w*\()?[^()]{0,300}\b${name}\b|\(\s{0,9}${name}\b[^()\n]{0,300}\)\s{0,9}=>`,
            'g',
          ),
        ),
      ].length;

/** What routes are registered on without a name of the author's. */
const UNNAMED: ReadonlySet<string> = new Set([APPLICATION, CONTROLLERS, GRPC]);

const GUARD =
  /\bdependencies\s*=|\b(?:Depends|Security)\(\s*\w*(?:auth|token|user|key|admin|verify|permission|credential|principal)|\w*(?:[aA]uth(?!or(?!i[sz]))|RolesAllowed|UseGuards|login_?required|loginRequired|[pP]ermission|jwt|[aA]pi_?[kK]ey)\w*/;
/** What is asked before every handler of Flask's, and may tell them apart by their names. */
const BEFORE_ALL = /\bbefore_(?:app_)?request\b/;

/** Why a route may refuse what the route beside it answers. */
export function restriction(
  source: Source,
  read: ReadonlyMap<string, Read>,
  best: Route,
  alive: readonly Route[],
): string | undefined {
  const beside = besideOf(best, alive)!;
  const [used = ''] = best.handler.split(')');
  const names = new Set(used.match(/\w+/g));
  const isDecorated = [...read.values()].some(({ found }) => [...found.guarded].some((name) => names.has(name)));
  const guarded = isDecorated || GUARD.test(best.handler) || guardsOf(best) !== guardsOf(beside);
  if (guarded)
    return `${best.path} in ${best.file} seems to want credentials, or something else that ${beside.path} does not`;
  if (BEFORE_ALL.test(source.project.read(best.file) ?? ''))
    return `${best.file} looks at requests before they are answered, and may refuse ${best.path}`;
  return namedApart(source, read, best, beside);
}

const guardsOf = ({ guards }: Route): string => guards.map((guard) => guard.replace(/\s+/g, ' ')).join();

/** Why what holds for one path may not hold for the other: a list of public paths, say, that names one of them alone. */
export function namedApart(
  source: Source,
  read: ReadonlyMap<string, Read>,
  best: Pick<Route, 'path' | 'file'> & Partial<Route>,
  beside: Pick<Route, 'path'> & Partial<Route>,
): string | undefined {
  const applicationOf = applications(source);
  const home = applicationOf(best.file);
  for (const [file, { found }] of read) {
    if (applicationOf(file) !== home) continue;
    const otherwise = (path: string): boolean =>
      timesNamed(found.named, path) > found.routes.filter((route) => bare(route.path) === bare(path)).length;
    const pairs = [
      [best.path, beside.path],
      ...(best.written && beside.written ? [[best.written, beside.written]] : []),
    ];
    if (pairs.some(([one, other]) => otherwise(one!) !== otherwise(other!)))
      return `${file} names one of ${beside.path} and ${best.path} apart from the other`;
  }
  return undefined;
}
