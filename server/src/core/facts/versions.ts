/** Whether a version is older than another, compared number by number; one that is not known is not. */
export function older(version: string, than: string): boolean {
  const own = version.split('.').map((part) => Number.parseInt(part, 10));
  for (const [index, limit] of than.split('.').map(Number).entries()) {
    const number = own[index] ?? 0;
    if (number !== limit) return number < limit;
  }
  return false;
}

/** Whether a released version meets a specifier (`>=2,<2.1`) by PEP 440; undefined where one of the two is not understood. */
export function meets(version: string, specifier: string): boolean | undefined {
  if (!isRelease(version)) return undefined;
  const clauses = specifier.split(',').flatMap((one) => (one.trim() === '' ? [] : [meetsOne(version, one.trim())]));
  if (clauses.includes(false)) return false;
  return clauses.includes(undefined) ? undefined : true;
}

const isRelease = (version: string): boolean => /^\d+(?:\.\d+)*$/.test(version);

function meetsOne(version: string, clause: string): boolean | undefined {
  const [, operator, written = '', wild] = /^(===?|!=|~=|>=?|<=?)\s*([\w.]+?)(\.\*)?$/.exec(clause) ?? [];
  if (!operator || !isRelease(written)) return undefined;
  const same = wild ? within(version, written) : !older(version, written) && !older(written, version);
  switch (operator) {
    case '==':
    case '===':
      return same;
    case '!=':
      return !same;
    case '>=':
      return !older(version, written);
    case '>':
      return !same && !older(version, written);
    case '<=':
      return same || older(version, written);
    case '<':
      return older(version, written);
    default:
      return !older(version, written) && within(version, written.replace(/\.\d+$/, ''));
  }
}

/** Whether a version is one of a series: 2.0.1 of 2.0. */
function within(version: string, series: string): boolean {
  const own = version.split('.');
  return series.split('.').every((part, index) => Number(own[index] ?? 0) === Number(part));
}
