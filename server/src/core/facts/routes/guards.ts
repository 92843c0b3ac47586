import { closing } from './model.ts';

const MAX_ARGUMENTS = 50;

/** The arguments of a call, as they are written; `open` is its bracket. */
export function argumentsAt(text: string, open: number): string[] {
  const end = closing(text, open);
  const found: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let offset = open; offset < end; offset++) {
    const character = text[offset]!;
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    if ((character === ',' && depth === 1) || depth === 0) {
      found.push(text.slice(start, offset).trim());
      start = offset + 1;
      if (depth === 0 || found.length === MAX_ARGUMENTS) break;
    }
  }
  return found.filter((argument) => argument !== '');
}

/** Functions that hand a handler on as it is. */
const PLAIN_WRAPPER =
  /^(?:(?:http\.)?HandlerFunc|async_?[hH]andler|expressAsyncHandler|catch_?[aA]sync|web\.to|get|any|gin\.WrapF|adaptor\.HTTPHandlerFunc|bind)$/;
/** Options of a route that ask for nothing. */
const REFUSING_OPTION =
  /\b(?:preHandler|onRequest|preValidation|preParsing|auth|security|middleware|constraints|config|host)\b/;
/** How functions are written in place. */
const FUNCTION = /^(?:async\b|func\b|function\b|fn\b|move\b|\(|\w+\s*=>|\||lambda\b|static\b|new\b)/;

/** What stands between the path and the handler among a route's arguments: middleware, and functions around the handler. */
export function argumentGuards(given: readonly string[]): string[] {
  const between = given.slice(0, -1).filter((argument) => !argument.startsWith('{') || REFUSING_OPTION.test(argument));
  const last = given.at(-1) ?? '';
  const called = FUNCTION.test(last) ? undefined : /^([\w.:]+)\s*\(/.exec(last)?.[1];
  return called === undefined || PLAIN_WRAPPER.test(called) ? between : [...between, called];
}

/** Annotations that only describe a route, or that make it one. */
const DESCRIBES =
  /^(?:app|router|routes|Get|GET|All|HEAD|Head|Path|HttpGet|Route|GetMapping|Operation|Api\w*|Tag\w*|HealthCheck|HttpCode|Header|Header[A-Z]\w*|Produces\w*|Consumes|ResponseBody|ResponseStatus|Override|Suppress\w*|Timed|Counted|NonBlocking|Blocking|Hidden|Deprecated|ExecuteOn|SkipThrottle|Readiness|Liveness|Nullable|Get|Status|Content|Schema|MediaType|True|False|OK|Async|JvmStatic)$/;
const ANNOTATED = /^\s*[@[)\]}].*$|^\s*$/;
const MAX_LINES = 12;

/** The annotations around one of them, in front of a method: `from` and `to` are where it starts and ends, `head` is where the method's own head starts. */
export function annotationGuards(text: string, from: number, to: number, head: number): string[] {
  const above = text.slice(Math.max(0, from - 1500), from).split('\n');
  let first = above.length - 1;
  while (first > 0 && above.length - first < MAX_LINES && belongs(above[first - 1]!)) first--;
  const around = `${above.slice(first).join('\n')} ${text.slice(to, Math.max(to, head))}`;
  return [
    ...around.matchAll(/(?:@|[[,]\s*(?=[A-Z]))(?:\w+\.)*(\w+)(?:\([^()\n]*(?:\([^()\n]*\))?[^()\n]*\))?/g),
  ].flatMap(({ 0: whole, 1: name }) => (DESCRIBES.test(name!) ? [] : [whole]));
}

/** Whether a line above an annotation is one too, or ends one. */
const belongs = (line: string): boolean =>
  ANNOTATED.test(line) && !/^\s*\}\s*$|[;{]\s*$/.test(line) && !/^\s*\}[^)]*$/.test(line);
