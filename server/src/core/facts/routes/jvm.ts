import {
  CONTROLLERS,
  closing,
  flat,
  handlerAt,
  indentAt,
  joinPaths,
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
    prefix: new RegExp(String.raw`@RequestMapping${STRING}[^)]{0,300}\)${CLASS}`),
    route: new RegExp(`@GetMapping${STRING}`, 'g'),
  },
  // Micronaut.
  {
    applies: /io\.micronaut|@Controller\s*\(\s*"/,
    prefix: new RegExp(String.raw`@Controller${STRING}[^)]{0,300}\)${CLASS}`),
    route: new RegExp(`@Get${STRING}`, 'g'),
  },
  // JAX-RS, as in Quarkus.
  {
    applies: /(?:javax|jakarta)\.ws\.rs/,
    prefix: new RegExp(String.raw`@Path${STRING}[^)]{0,300}\)${CLASS}`),
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

function routesIn(text: string, { prefix, route }: Annotations): WrittenRoute[] {
  const around = prefix.exec(text);
  const body = around ? text.indexOf('{', around.index + around[0].length) : 0;
  // A path of a class is no route's own.
  return [...text.matchAll(route)].flatMap(({ 0: whole, 1: path, 2: other, index }) =>
    index < body && around
      ? []
      : [
          {
            on: CONTROLLERS,
            path: joinPaths(joinPaths('', around?.[1] ?? ''), path ?? other!),
            handler: handlerOf(text, index + whole.length),
            indent: indentAt(text, index),
          },
        ],
  );
}

/** No method's head is longer. */
const SIGNATURE = 400;

/** The method that an annotation stands in front of. */
function handlerOf(text: string, after: number): string {
  const open = text.slice(after, after + SIGNATURE).indexOf('{');
  return open < 0 ? handlerAt(text, after) : text.slice(after, closing(text, after + open));
}
