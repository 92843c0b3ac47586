import { handlerAt, indentAt, joinPaths, type Reader, withoutSlashComments } from './model.ts';

const CONTROLLER = /@(?:Rest)?Controller\b/;
const PREFIX =
  /@RequestMapping\(\s*(?:(?:value|path)\s*=\s*)?(?:\{\s*)?"([^"\n]*)"[^)]*\)(?=[^;{}]*\b(?:class|interface)\b)/;
const ROUTE = /@GetMapping\(\s*(?:(?:value|path)\s*=\s*)?(?:\{\s*)?"([^"\n]*)"/g;

/** Spring's controllers; its actuator is configured, not written. */
export const spring: Reader = {
  endings: ['.java', '.kt'],
  read(source) {
    const text = CONTROLLER.test(source) ? withoutSlashComments(source) : '';
    const prefix = PREFIX.exec(text)?.[1] ?? '';
    const routes = [...text.matchAll(ROUTE)].map(({ 0: whole, 1: path, index }) => ({
      on: 'app',
      path: joinPaths(joinPaths('', prefix), path!),
      handler: handlerAt(text, index + whole.length),
      indent: indentAt(text, index),
    }));
    return { routes, routers: new Map(), mounts: [], imports: new Map() };
  },
  modulePaths: () => [],
};
