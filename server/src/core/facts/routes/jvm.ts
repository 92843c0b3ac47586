import { annotationGuards } from './guards.ts';
import {
  CONTROLLERS,
  closing,
  flat,
  handlerAt,
  joinPaths,
  lineAfter,
  matches,
  type Reader,
  type WrittenRoute,
  withoutSlashComments,
} from './model.ts';

/** How a framework's annotations name a class of routes, its path and a route that answers GET. */
interface Annotations {
  readonly applies: RegExp;
  /** In front of the class. */
  readonly prefix: RegExp;
  readonly route: RegExp;
}

const STRING = String.raw`\(\s*(?:(?:value|path|uri)\s*=\s*)?(?:\{\s*)?"([^"\n]*)"`;
const CLASS = String.raw`(?=[^;{}]{0,1000}\b(?:class|interface)\b)`;
/** Other annotations of a method; bounded, so that no file takes long. */
const OTHERS = String.raw`(?:\s*@(?!GET\b|Path\b)\w+(?:\([^)]{0,300}\))?){0,8}`;
const FRAMEWORKS: readonly Annotations[] = [
  // Spring.
  {
    applies: /org\.springframework|@(?:Rest)Controller\b|@GetMapping\b/,
    prefix: new RegExp(String.raw`@RequestMapping${STRING}[^)]{0,300}\)${CLASS}`, 'g'),
    route: new RegExp(`@GetMapping${STRING}`, 'g'),
  },
  // Micronaut.
  {
    applies: /io\.micronaut|@Controller\s*\(\s*"/,
    prefix: new RegExp(String.raw`@Controller${STRING}[^)]{0,300}\)${CLASS}`, 'g'),
    route: new RegExp(`@Get${STRING}`, 'g'),
  },
  // JAX-RS, as in Quarkus.
  {
    applies: /(?:javax|jakarta)\.ws\.rs/,
    prefix: new RegExp(String.raw`@Path${STRING}[^)]{0,300}\)${CLASS}`, 'g'),
    route: new RegExp(String.raw`(?:@GET\b${OTHERS}\s*@Path${STRING}|@Path${STRING}\s*\)${OTHERS}\s*@GET\b)`, 'g'),
  },
];

/** Controllers of Spring, Micronaut and JAX-RS; the health routes that these bring along are configured, not written. */
export const jvm: Reader = {
  endings: ['.java', '.kt'],
  read(source) {
    const text = withoutSlashComments(source);
    const framework = FRAMEWORKS.find(({ applies }) => applies.test(text));
    return flat(framework ? routesIn(text, framework) : []);
  },
  modulePaths: () => [],
};

/** What an annotation may ask of a request besides its path. */
const ASKS = /\b(?:headers|params|consumes)\s*=.*/;
const CLASS_HEAD = /\b(?:class|interface|object)\s+[A-Z]\w*/g;

/** The routes of a file's classes, each with the path in front of its own class. */
function routesIn(text: string, { prefix, route }: Annotations): WrittenRoute[] {
  const classes = matches(text, CLASS_HEAD).map(({ index }) => index);
  const prefixes = matches(text, prefix).map(({ 0: whole, 1: path, index }) => ({
    path: path!,
    start: index,
    // The class that follows; what stands in front of it is none of its routes.
    owner: classes.find((at) => at > index + whole.length - 1),
  }));
  return matches(text, route).flatMap(({ 0: whole, 1: path, 2: other, index }) => {
    const owner = classes.findLast((at) => at < index);
    // A path of a class is no route's own.
    if (prefixes.some(({ start, owner: below }) => start <= index && below !== undefined && index < below)) return [];
    const after = index + whole.length;
    const open = text.slice(after, after + SIGNATURE).indexOf('{');
    return [
      {
        on: CONTROLLERS,
        path: joinPaths(joinPaths('', prefixes.findLast((one) => one.owner === owner)?.path ?? ''), path ?? other!),
        handler: open < 0 ? handlerAt(text, after) : text.slice(after, closing(text, after + open)),
        block: `class ${owner}`,
        guards: [
          ...(ASKS.exec(lineAfter(text, after).split(')')[0]!) ?? []),
          ...annotationGuards(text, index, after, after + headLength(text.slice(after, after + SIGNATURE))),
        ],
      },
    ];
  });
}

/** How long the annotations behind a route's may be: to where the method starts. */
const headLength = (text: string): number => Math.max(text.search(/\{|\bfun\b|;/), 0);

/** No method's head is longer. */
const SIGNATURE = 400;
