import { join } from '../paths.ts';
import type { Evidence } from './evidence.ts';
import { namesDevice, signOfName, signOfVariable } from './signs.ts';

/** Evidence of a file beside the Dockerfile; of one stage alone where it names that. */
export interface Request extends Evidence {
  readonly stage?: string | undefined;
}

/** What one user of an image says: a service, a target. */
export interface User {
  readonly stage: string | undefined;
  readonly signs: readonly Evidence[];
}

/** Whether a context and a file in it, named from a folder, are this Dockerfile. */
export const isOwn = (path: string | undefined, folder: string, context: string, dockerfile: string): boolean =>
  path !== undefined && join(join(`/${folder}`, context), dockerfile) === `/${path}`;

/** What the users of one stage say together: where only some of them speak for a CPU, nothing does. */
export const requestsOf = (users: readonly User[]): readonly Request[] =>
  users.flatMap(({ stage, signs }) => {
    const others = users.filter((one) => one.stage === stage);
    const agreed = others.every((one) => one.signs.some(({ side }) => side === 'cpu'));
    return signs.filter(({ side }) => agreed || side !== 'cpu').map((sign) => ({ ...sign, stage }));
  });

/** "cpu-monitor" is named after what it measures. */
export function signOf(name: string): Pick<Required<Evidence>, 'side' | 'weak'> {
  const side = signOfName(name);
  return {
    side,
    weak: side === 'cpu' && !/(?:^|[:_.-])(?:cpu(?:[-_]?only)?|(?:no|non)[-_]?(?:gpu|cuda))$/i.test(name),
  };
}

/** What a variable says that a file sets for the image. */
export function* variable(where: string, key: string, value: string): Iterable<Evidence> {
  // "${DEVICE:-cpu}" is only one of the values that it may have.
  if (value.includes('$')) return;
  const side = signOfVariable(key, value);
  yield { side, weak: side === 'cpu' && !namesDevice(key), text: `${where} says ${key}=${value}` };
}
