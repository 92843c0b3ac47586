import { isExpression } from '../project/licenceName.ts';
import { licenceProposals } from '../project/licenceProposals.ts';
import { repositoryUrl } from '../project/remote.ts';
import { OCI } from './ociKeys.ts';

/** What is wrong with the value of an OCI key. */
export interface ValueProblem {
  /** What the value is not, and what follows from that. */
  readonly says: string;
  /** What was meant, best first. */
  readonly better: readonly Better[];
}

export interface Better {
  readonly text: string;
  /** Why a person should look first; undefined where nothing else can be meant. */
  readonly doubt?: string;
}

const FORMS: ReadonlyMap<string, (text: string) => ValueProblem | undefined> = new Map([
  [`${OCI}created`, created],
  [`${OCI}licenses`, licences],
  [`${OCI}url`, url],
  [`${OCI}source`, url],
  [`${OCI}documentation`, url],
]);

/** What is wrong with a value of which all text is known; undefined where it has the form that the specification asks for. */
export const valueProblem = (key: string, text: string): ValueProblem | undefined => FORMS.get(key)?.(text);

const RFC_3339 =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** Whether a text has the form of RFC 3339 and names a day that there is. */
function isDateTime(text: string): boolean {
  const [year, month, day] = text.slice(0, 10).split('-').map(Number) as [number, number, number];
  return RFC_3339.test(text) && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function created(text: string): ValueProblem | undefined {
  if (isDateTime(text)) return undefined;
  const [, date, time, zone] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?) ?(Z|UTC|GMT|[+-]\d\d:?\d\d)$/i.exec(text) ?? [];
  const offset = zone?.replace(/^(?:UTC|GMT)$/i, 'Z').replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const better = `${date}T${time}${offset}`;
  return {
    says: 'is no date and time by RFC 3339 (as 2025-03-14T09:26:53Z), so tools cannot tell how old the image is',
    better: isDateTime(better) ? [{ text: better }] : [],
  };
}

function licences(text: string): ValueProblem | undefined {
  if (isExpression(text)) return undefined;
  return {
    says: 'is no SPDX licence expression (as MIT OR Apache-2.0), so licence checks cannot read it',
    better: licenceProposals(text).map(({ expression, ...rest }) => ({ text: expression, ...rest })),
  };
}

function url(text: string): ValueProblem | undefined {
  if (/^(?:[a-z][a-z0-9+.-]*:\/\/|mailto:)[^\s"<>]+$/i.test(text)) return undefined;
  const repository = repositoryUrl(text);
  const isAddress = /^(?:www\.[\w-]+(?:\.[\w-]+)+|[\w-]+(?:\.[\w-]+)+\/)[^\s"<>]*$/.test(text);
  const guess = isAddress ? [{ text: `https://${text}`, doubt: 'whether the server speaks https is not known' }] : [];
  return {
    says: 'is no URL, so nothing can link to it',
    better: repository ? [{ text: repository }] : guess,
  };
}
