import {
  APPLICATION,
  blank,
  closing,
  flat,
  handlerAt,
  joinPaths,
  type Prefix,
  type Reader,
  withoutSlashComments,
} from './model.ts';

const ROUTE = /\bRoute::(?:get|any|view)\(\s*(?:"([^"\n$]*)"|'([^'\n]*)')/g;
/** `Route::prefix('internal')->group(function () {`, also as an option. */
const GROUP =
  /\bRoute::(?:[\w]+\([^()]*\)\s*->\s*)*(?:prefix\(\s*["']([^"'\n]*)["']\s*\)(?:\s*->\s*\w+\([^()]*\))*\s*->\s*group|group\(\s*\[[^\]]*["']prefix["']\s*=>\s*["']([^"'\n]*)["'][^\]]*\]\s*,?)\s*[^{]*\{/g;
const HASH_COMMENTS = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#(?!\[)[^\n]*/g;
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
    const groups = [...text.matchAll(GROUP)].map(({ 0: whole, 1: chained, 2: given, index }) => ({
      prefix: chained ?? given!,
      start: index,
      end: closing(text, index + whole.length - 1),
    }));
    const on = isWeb || front ? APPLICATION : BELOW;
    const routes = [...text.matchAll(ROUTE)].map(({ 0: whole, 1: double, 2: single, index }) => {
      const around = groups.filter(({ start, end }) => start < index && index < end);
      const prefix = around.reduce((before, group) => joinPaths(before, `/${group.prefix}`), front);
      return {
        on,
        path: joinPaths(prefix, `/${(double ?? single!).replace(/^\//, '')}`),
        handler: handlerAt(text, index + whole.length),
        indent: 0,
      };
    });
    return flat(routes, new Map<string, Prefix>([[BELOW, '']]));
  },
  modulePaths: () => [],
};
