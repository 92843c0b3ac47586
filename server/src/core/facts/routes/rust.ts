import {
  APPLICATION,
  callAt,
  closing,
  declared,
  flat,
  joinPaths,
  lineAfter,
  lineBefore,
  matches,
  type Prefix,
  type Reader,
  type WrittenRoute,
  withoutSlashComments,
} from './model.ts';
import { placesOf } from './place.ts';

/** axum's `.route("/ready", get(ready))`, actix's `.route("/ready", web::get().to(ready))` and `web::resource("/ready")`. */
const CALLED =
  /(?:\.route|\bweb::resource)\(\s*"(\/[^"\n]*)"\s*(?:,\s*(?:\w+::)*get\(\s*(?:\)\s*\.to\(\s*)?|\)\s*\.(?:route\(\s*web::get\(\)\s*\.to\(|to\()\s*)((?:\w+::)*\w+)?/g;
/** actix's `#[get("/ready")] async fn ready(`. */
const ATTRIBUTE =
  /#\[\s*(?:(?:actix_web|rocket)::)?get\(\s*"(\/[^"\n]*)"[^\]]{0,200}\]\s*(?:pub\s+)?(?:async\s+)?fn\s+(\w+)/g;
const SERVES = /\baxum::serve\(|\bserve\(\s*listener\b|\.into_make_service|\bHttpServer::new\(|\baxum::Server::bind\(/;
/** Routers below a prefix, which the routes themselves do not show. */
const NESTS = /\.nest(?:_service)?\(|\bscope\(|\.mount\(/;
const ROUTERS = /\bRouter::(?:<[^>]{0,200}>::)?new\(\)|\bApp::new\(\)/g;
/** What a file's routes are registered on where another place decides about their prefix. */
const ELSEWHERE = 'router';

/** axum and actix. */
export const rust: Reader = {
  endings: ['.rs'],
  read(source) {
    const text = source.includes('axum') || source.includes('actix_web') ? withoutLifetimes(source) : '';
    const isWhole = SERVES.test(text) && !NESTS.test(text) && (text.match(ROUTERS)?.length ?? 0) === 1;
    const on = isWhole ? APPLICATION : ELSEWHERE;
    const functions = declared(text, /\bfn\s+(\w+)/g);
    const found = [...matches(text, CALLED), ...matches(text, ATTRIBUTE)];
    const services = declared(text, /\.service\(\s*(?:\w+::)*(\w+)\s*\)/g);
    /** Where a route becomes one: a function that is annotated, where the application is given it. */
    const registered = ({ 0: whole, 2: name, index }: RegExpExecArray): number =>
      (whole.startsWith('#') ? services.get(name!) : undefined) ?? index;
    const places = placesOf(text, found.map(registered), { gates: matches(text, GATE).map(({ index }) => index) });
    const routes = found.map((match): WrittenRoute => {
      const { 1: path, 2: name, index, 0: whole } = match;
      return {
        on,
        path: joinPaths('', path!),
        handler: handlerOf(text, functions.get(name?.replace(/^.*::/, '') ?? ''), index + whole.length),
        block: places.get(registered(match))!.block,
        guards: guardsOf(text, whole, index),
      };
    });
    return flat(routes, new Map<string, Prefix>(isWhole ? [] : [[ELSEWHERE, '']]));
  },
  modulePaths: () => [],
};

/** Text without comments; a lifetime (`'a`) opens no string. */
const withoutLifetimes = (source: string): string =>
  withoutSlashComments(source.replace(/'(?=(?:[a-z]\w*|_)\b(?!'))/g, ' '));

/** Layers hold for the routes in front of them, or behind. */
const GATE = /\.(?:layer|route_layer|wrap|wrap_fn)\(/g;

/** Layers and guards of one route: `get(ready).layer(auth)`, `#[get("/ready", wrap = "Auth")]`. */
function guardsOf(text: string, whole: string, index: number): string[] {
  const own = lineBefore(text, index);
  const above = lineBefore(text, index - own.length - 1).trim();
  if (whole.startsWith('#') && above.startsWith('#[')) return [above];
  const call = whole.startsWith('#') ? whole : callAt(text, index + whole.indexOf('('));
  return [...(/\b(?:layer|route_layer|wrap|guard|fn_guard)\s*[(=][^\n]*/.exec(call) ?? [])];
}

/** The body of a function of the same file; what follows where there is none, or a closure. */
const handlerOf = (text: string, own: number | undefined, after: number): string =>
  own === undefined ? lineAfter(text, after) : text.slice(own, closing(text, text.indexOf('{', own)));
