import {
  APPLICATION,
  blank,
  closing,
  flat,
  handlerAt,
  joinPaths,
  matches,
  type Prefix,
  type Reader,
  withoutSlashComments,
} from './model.ts';
import { placesOf } from './place.ts';

const ROUTE = /\bRoute::(?:get|any|view)\(\s*(?:"([^"\n$]*)"|'([^'\n]*)')/g;
/** `Route::prefix('internal')->group(function () {`, also as an option. */
const GROUP =
  /\bRoute::(?:\w+\([^()]{0,200}\)\s*->\s*){0,8}(?:prefix\(\s*["']([^"'\n]*)["']\s*\)(?:\s*->\s*\w+\([^()]{0,200}\)){0,8}\s*->\s*group|group\(\s*\[[^\]]{0,200}["']prefix["']\s*=>\s*["']([^"'\n]*)["'][^\]]{0,200}\]\s*,?)\s*[^{;]{0,100}\{/g;
/** Groups that give a prefix and nothing else. */
const PLAIN_GROUP =
  /^Route::(?:prefix\([^()]*\)\s*->\s*group\(\s*(?:static\s+)?function|group\(\s*\[\s*["']prefix["']\s*=>\s*["'][^"']*["']\s*,?\s*\]\s*,\s*(?:static\s+)?function)/;
const HASH_COMMENTS = /"(?:\\.|[^"\\\n])*(?:"|\\?)|'(?:\\.|[^'\\\n])*(?:'|\\?)|#(?!\[)[^\n]*/g;
/** What the routes of another file than `routes/web.php` stand below. */
const BELOW = 'router';

/** Laravel: `routes/web.php` answers at the root, `routes/api.php` below /api, and other files where a provider says. */
export const php: Reader = {
  endings: ['.php'],
  read(source, path) {
    const text = source.includes('Route::')
      ? blank(withoutSlashComments(source), HASH_COMMENTS, (match) => match.startsWith('#'))
      : '';
    const isWeb = /(?:^|\/)routes\/web\.php$/.test(path);
    const front = /(?:^|\/)routes\/api\.php$/.test(path) ? '/api' : '';
    const groups = matches(text, GROUP);
    const prefixes = new Map(
      groups.map(({ 0: whole, 1: chained, 2: given, index }) => [
        index + whole.length - 1,
        `/${(chained ?? given!).replace(/^\//, '')}`,
      ]),
    );
    const plain = new Set(
      groups
        .filter(({ 0: whole }) => PLAIN_GROUP.test(whole))
        .flatMap(({ 0: whole, index }) => [index + whole.lastIndexOf('group(') + 5, index + whole.length - 1]),
    );
    const on = isWeb || front ? APPLICATION : BELOW;
    const found = matches(text, ROUTE);
    const places = placesOf(
      text,
      found.map(({ index }) => index),
      { prefixes, plain },
    );
    const routes = found.flatMap(({ 0: whole, 1: double, 2: single, index }) => {
      const { prefix, block } = places.get(index)!;
      if (prefix === undefined) return [];
      return [
        {
          on,
          path: joinPaths(joinPaths(front, prefix), `/${(double ?? single!).replace(/^\//, '')}`),
          handler: handlerAt(text, index + whole.length),
          block,
          guards: chained(text, index + whole.indexOf('(')),
        },
      ];
    });
    return flat(routes, new Map<string, Prefix>([[BELOW, '']]));
  },
  modulePaths: () => [],
};

/** What is called on a route but what names it: `->middleware('auth')`, `->domain('…')`. */
function chained(text: string, open: number): string[] {
  const after = closing(text, open);
  const [rest = ''] = text.slice(after, after + 300).split(';');
  return [...rest.matchAll(/->\s*(?!name\b)\w+\([^()\n]*/g)].map(([call]) => call);
}
