import { meets } from './versions.ts';

/** What is known of the machine and the interpreter that a marker asks about; what is left out is not known. */
export type MarkerEnvironment = ReadonlyMap<string, string>;

/** Every Linux image with CPython. */
export const LINUX: MarkerEnvironment = new Map([
  ['sys_platform', 'linux'],
  ['platform_system', 'Linux'],
  ['os_name', 'posix'],
  ['os.name', 'posix'],
  ['sys.platform', 'linux'],
  ['extra', ''],
]);

type Truth = boolean | undefined;

/** Whether an environment marker holds (PEP 508); undefined where that depends on what is not known, or it is not understood. */
export function marked(marker: string, environment: MarkerEnvironment): Truth {
  const tokens = marker.match(/"[^"]*"|'[^']*'|[()]|[=!<>~]+|[\w.]+|\S/g) ?? [];
  let at = 0;
  const end = () => at >= tokens.length;

  function any(): Truth {
    let found = all();
    while (tokens[at] === 'or') {
      at++;
      found = either(found, all());
    }
    return found;
  }

  function all(): Truth {
    let found = one();
    while (tokens[at] === 'and') {
      at++;
      found = both(found, one());
    }
    return found;
  }

  function one(): Truth {
    if (tokens[at] === '(') {
      at++;
      const found = any();
      at++;
      return found;
    }
    const left = tokens[at++] ?? '';
    let operator = tokens[at++] ?? '';
    if (operator === 'not') operator += ` ${tokens[at++]}`;
    return compared(left, operator, tokens[at++] ?? '', environment);
  }

  const found = any();
  return end() ? found : undefined;
}

const either = (one: Truth, other: Truth): Truth => {
  if (one === true || other === true) return true;
  return one === undefined || other === undefined ? undefined : false;
};

const both = (one: Truth, other: Truth): Truth => {
  if (one === false || other === false) return false;
  return one === undefined || other === undefined ? undefined : true;
};

/** The same comparison with its sides changed. */
const MIRRORED: ReadonlyMap<string, string> = new Map([
  ['<', '>'],
  ['>', '<'],
  ['<=', '>='],
  ['>=', '<='],
  ['==', '=='],
  ['!=', '!='],
]);

function compared(left: string, operator: string, right: string, environment: MarkerEnvironment): Truth {
  if (/^["']/.test(left)) {
    const mirrored = MIRRORED.get(operator);
    return mirrored === undefined || /^["']/.test(right) ? undefined : compared(right, mirrored, left, environment);
  }
  const own = environment.get(left);
  if (own === undefined || !/^["']/.test(right)) return undefined;
  const value = right.slice(1, -1);
  if (operator === 'in') return value.includes(own);
  if (operator === 'not in') return !value.includes(own);
  if (/version/.test(left)) return meets(own, operator + value);
  if (operator === '==' || operator === '===') return own === value;
  return operator === '!=' ? own !== value : undefined;
}
