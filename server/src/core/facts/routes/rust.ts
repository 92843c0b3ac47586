import {
  APPLICATION,
  closing,
  flat,
  joinPaths,
  type Prefix,
  type Reader,
  type WrittenRoute,
  withoutSlashComments,
} from './model.ts';

/** axum's `.route("/ready", get(ready))`, actix's `.route("/ready", web::get().to(ready))` and `web::resource("/ready")`. */
const CALLED =
  /(?:\.route|\bweb::resource)\(\s*"(\/[^"\n]*)"\s*(?:,\s*(?:\w+::)*get\(\s*(?:\)\s*\.to\(\s*)?|\)\s*\.(?:route\(\s*web::get\(\)\s*\.to\(|to\()\s*)((?:\w+::)*\w+)?/g;
/** actix's `#[get("/ready")] async fn ready(`. */
const ATTRIBUTE =
  /#\[\s*(?:(?:actix_web|rocket)::)?get\(\s*"(\/[^"\n]*)"[^\]]{0,200}\]\s*(?:pub\s+)?(?:async\s+)?fn\s+(\w+)/g;
const SERVES = /\baxum::serve\(|\bserve\(\s*listener\b|\.into_make_service|\bHttpServer::new\(|\baxum::Server::bind\(/;
/** Routers below a prefix, which the routes themselves do not show. */
const NESTS = /\.nest(?:_service)?\(|\bscope\(|\.mount\(/;
const ROUTERS = /\bRouter::(?:<[^>]*>::)?new\(\)|\bApp::new\(\)/g;
/** What a file's routes are registered on where another place decides about their prefix. */
const ELSEWHERE = 'router';

/** axum and actix. */
export const rust: Reader = {
  endings: ['.rs'],
  read(source) {
    const text = source.includes('axum') || source.includes('actix_web') ? withoutLifetimes(source) : '';
    const isWhole = SERVES.test(text) && !NESTS.test(text) && (text.match(ROUTERS)?.length ?? 0) === 1;
    const on = isWhole ? APPLICATION : ELSEWHERE;
    const found = [...text.matchAll(CALLED), ...text.matchAll(ATTRIBUTE)];
    const routes = found.map(
      ({ 1: path, 2: name, index, 0: whole }): WrittenRoute => ({
        on,
        path: joinPaths('', path!),
        handler: handlerOf(text, name, index + whole.length),
        indent: 0,
      }),
    );
    return flat(routes, new Map<string, Prefix>(isWhole ? [] : [[ELSEWHERE, '']]));
  },
  modulePaths: () => [],
};

/** Text without comments; a lifetime (`'a`) opens no string. */
const withoutLifetimes = (source: string): string =>
  withoutSlashComments(source.replace(/'(?=(?:[a-z]\w*|_)\b(?!'))/g, ' '));

/** The body of a function of the same file; what follows where there is none, or a closure. */
function handlerOf(text: string, name: string | undefined, after: number): string {
  const own = name?.replace(/^.*::/, '');
  const declared = own && own !== 'move' ? new RegExp(String.raw`\bfn\s+${own}\b`).exec(text) : null;
  if (declared) return text.slice(declared.index, closing(text, text.indexOf('{', declared.index)));
  return text.slice(after, text.indexOf('\n', after) + 1 || undefined);
}
