import {
  APPLICATION,
  blank,
  flat,
  joinPaths,
  MAX_MATCHES,
  type Prefix,
  type Reader,
  type WrittenRoute,
} from './model.ts';

const COMMENTS =
  /^=begin\b[^]*?(?:^=end\b|(?![^]))|"(?:\\.|[^"\\\n])*(?:"|\\?)|'(?:\\.|[^'\\\n])*(?:'|\\?)|(?<![\w#{])#[^\n{][^\n]*/gm;
const ROUTE = /^([ \t]*)(?:get|match)\s*\(?\s*(?:"([^"\n]*)"|'([^'\n]*)'|:(\w+))([^\n]{0,300})/;
/** Blocks of a router that put something in front of what stands in them. */
const PREFIXING = /^\s*(?:namespace|resources?|scope|path|nest)\b/;
/** Of these, the ones that say what. */
const PREFIXED =
  /^\s*(?:namespace|resources?|scope)\s*\(?\s*(?:path:\s*)?(?::(\w+)|["']([^"'\n]*)["'])(?!.*\b(?:path|shallow\w*|on):)/;
const OPENS =
  /\bdo\b\s*(?:\|[^|\n]{0,200}\|)?\s*$|^\s*(?:if|unless|case|while|until|for|begin|class|module|def)\b(?!.*\bend\s*$)|=\s*(?:if|unless|case|begin)\b(?!.*\bend\s*$)/;
const BRACE_OPENS = /\{\s*(?:\|[^|\n]{0,200}\|)?\s*$/;
/** Words behind a path that let it answer only sometimes, or only to some. */
const ASKS = /\b(?:if|unless|constraints|subdomain|host\w*|format|auth\w*|lambda)\b.*/;

/** Rails and Sinatra. */
export const ruby: Reader = {
  endings: ['.rb', '.ru'],
  read(source) {
    const text = blank(source, COMMENTS, (match) => /^(?:#|=)/.test(match));
    const isRails = /\broutes\.draw\b/.test(text);
    const isSinatra = /['"]sinatra(?:\/base)?['"]|\bSinatra::/.test(text);
    return flat(isRails || isSinatra ? routesIn(text, isRails) : []);
  },
  modulePaths: () => [],
};

interface Block {
  readonly start: number;
  readonly close: RegExp;
  /** What it and those around it put in front of the paths in it; undefined where that is unknown. */
  readonly prefix: Prefix;
}

const END = /^\s*end\b/;
const BRACE = /^\s*\}/;
/** Nobody nests more deeply by hand, nor writes longer lines. */
const MAX_DEPTH = 100;
const LINE_LENGTH = 1000;

/** The routes of a file, read line by line with the blocks around them. */
function routesIn(text: string, isRails: boolean): WrittenRoute[] {
  const routes: WrittenRoute[] = [];
  const blocks: Block[] = [];
  for (const { 0: whole, index } of text.matchAll(/[^\n]*\S[^\n]*/g)) {
    const line = whole.slice(0, LINE_LENGTH);
    const closed = blocks.findLastIndex(({ close }) => close.test(line));
    if (closed >= 0) blocks.length = closed;
    const around = blocks.at(-1);
    const route = ROUTE.exec(line);
    if (route && (!around || around.prefix !== undefined))
      routes.push(
        ...routeOf(text, route, index, { start: around?.start ?? -1, prefix: around?.prefix ?? '' }, isRails),
      );
    if (routes.length === MAX_MATCHES) break;
    const close = OPENS.test(line) ? END : BRACE_OPENS.test(line) ? BRACE : undefined;
    if (close && blocks.length < MAX_DEPTH)
      blocks.push({ start: index, close, prefix: prefixOf(line, around ? around.prefix : '') });
  }
  return routes;
}

function prefixOf(line: string, outer: Prefix): Prefix {
  if (outer === undefined || !PREFIXING.test(line)) return outer;
  const [, name, quoted] = PREFIXED.exec(line) ?? [];
  const own = name ?? quoted;
  return own === undefined ? undefined : joinPaths(outer, own);
}

function routeOf(
  text: string,
  { 0: whole, 1: indent, 2: double, 3: single, 4: symbol, 5: rest }: RegExpExecArray,
  index: number,
  around: { readonly start: number; readonly prefix: string },
  isRails: boolean,
): WrittenRoute[] {
  const path = double ?? single ?? symbol!;
  const isOther = /\bvia:\s*(?!.*\bget\b)/.test(rest!) || (!isRails && !path.startsWith('/'));
  if (isOther || path.includes('#{')) return [];
  const after = index + whole.length;
  const asks = isRails ? ASKS.exec(rest!)?.[0] : rest!.replace(/^\s*\)?\s*(?:do\b|\{).*/, '').trim();
  return [
    {
      on: APPLICATION,
      path: joinPaths(around.prefix, path),
      handler: isRails ? rest! : text.slice(after, blockEnd(text, after, indent!)),
      block: `line ${around.start}`,
      guards: asks ? [asks] : [],
    },
  ];
}

const HANDLER_LENGTH = 1200;

/** Where the `end` of a block stands: the first one that is indented like its start. */
function blockEnd(text: string, from: number, indent: string): number {
  const body = text.slice(from, from + HANDLER_LENGTH);
  return from + (new RegExp(`^${indent}end\\b`, 'm').exec(body)?.index ?? body.length);
}
