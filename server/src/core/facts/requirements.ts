import { MappedTextBuilder } from '../text/mapped.ts';
import { LINUX, marked } from './markers.ts';
import type { Place } from './places.ts';

/** What pip is asked to install: a name with a version, or a wheel's URL. */
export interface Requirement {
  /** In lower case with `-` for `_` and `.`. */
  readonly name: string;
  readonly extras: readonly string[];
  /** `==2.0.1`, `>=2,<3`; empty where any version will do. */
  readonly specifier: string;
  /** The wheel's own URL (`torch @ https://…`, or the URL alone). */
  readonly url: string | undefined;
  /** Whether pip must find exactly the bytes that a hash names. */
  readonly hashed: boolean;
  readonly place: Place;
  /** For which environments it is asked for; empty for all. */
  readonly marker: string;
}

/** An option that stands in a requirements file. */
export interface FileOption {
  /** The long name without dashes. */
  readonly name: string;
  readonly value: string;
  readonly place: Place;
}

export interface RequirementsFile {
  readonly path: string;
  readonly requirements: readonly Requirement[];
  readonly options: readonly FileOption[];
}

/** The one version that a requirement admits, with its local tag (`cu118`); undefined where it leaves a choice. */
export interface Pin {
  readonly operator: '==' | '===';
  /** Without the local tag. */
  readonly version: string;
  readonly local: string | undefined;
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ['r', 'requirement'],
  ['c', 'constraint'],
  ['i', 'index-url'],
  ['f', 'find-links'],
  ['e', 'editable'],
]);
const REQUIREMENT =
  /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(?:@\s*([^\s;]+)|\(?\s*([=<>~!$][^;]*?)\)?)?\s*(?:;(.*))?$/s;
const WHEEL = /^(?:https?|file):\S*\/([^/\s-]+)-([^/\s-]+)-[^/\s]*\.whl(?:#\S*)?$/i;

/** Reads one requirement; undefined for paths, archives, repositories, and what is not for Linux on x86-64 or arm64. */
export function parseRequirement(text: string, place: Place): Requirement | undefined {
  const [written = '', ...hashes] = text
    .trim()
    .replace(/\s+/g, ' ')
    .split(/ --hash[= ]/);
  const hashed = hashes.length > 0;
  const wheel = WHEEL.exec(written);
  if (wheel)
    return {
      name: normalized(wheel[1]!),
      extras: [],
      specifier: `==${decode(wheel[2]!)}`,
      url: written,
      hashed,
      place,
      marker: '',
    };
  const [match, name, extras = '', url, specifier = '', marker = ''] = REQUIREMENT.exec(written) ?? [];
  if (match === undefined || isElsewhere(marker)) return undefined;
  const version = url && WHEEL.exec(url)?.[2];
  return {
    name: normalized(name!),
    extras: extras.split(',').flatMap((extra) => extra.trim().toLowerCase() || []),
    specifier: version ? `==${decode(version)}` : specifier.trim(),
    url,
    hashed,
    place,
    marker,
  };
}

/** A package's name as indexes compare it (PEP 503). */
export const normalized = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');
const decode = (version: string): string => version.replace(/%2b/gi, '+');

/** Whether an environment marker rules out every Linux image. */
export const isElsewhere = (marker: string): boolean => marked(marker, LINUX) === false;

/** The version that a specifier pins. */
export function pinOf(specifier: string): Pin | undefined {
  const [match, operator, version, local] = /^(===?)\s*([^\s,*+]+)(?:\+([\w.]+))?$/.exec(specifier) ?? [];
  return match === undefined
    ? undefined
    : { operator: operator as Pin['operator'], version: version!, local: local?.toLowerCase() };
}

/** Reads a requirements file by pip's rules: continued lines joined, comments dropped. */
export function parseRequirementsFile(path: string, text: string): RequirementsFile {
  return { path, ...readLines(logicalLines(path, text)) };
}

/** Reads what stands on each line of a requirements file: an option or a requirement. */
export function readLines(lines: readonly Place[]): Omit<RequirementsFile, 'path'> {
  const requirements: Requirement[] = [];
  const options: FileOption[] = [];
  for (const place of lines) {
    const line = place.text.text.trim();
    const [, name = '', value] =
      /^--?([\w-]+)(?:\s*=\s*|\s+|$)(.*)$/s.exec(line) ?? /^-([rcife])(\S+)$/.exec(line) ?? [];
    if (value !== undefined) options.push({ name: SHORT.get(name) ?? name, value: value.trim(), place });
    else {
      const requirement = parseRequirement(line, place);
      if (requirement) requirements.push(requirement);
    }
  }
  return { requirements, options };
}

function logicalLines(path: string, text: string): Place[] {
  const places: Place[] = [];
  let builder: MappedTextBuilder | undefined;
  let offset = 0;
  for (const physical of text.split(/(?<=\n)/)) {
    const line = physical.replace(/\r?\n$/, '');
    const continued = line.endsWith('\\') && !/^\s*#/.test(line);
    const code = continued ? line.slice(0, -1) : line.replace(/(?:^|\s)#.*$/, '');
    const start = offset + (offset === 0 && code.startsWith('\uFEFF') ? 1 : 0);
    builder ??= new MappedTextBuilder(start);
    builder.copy(text, start, offset + code.length);
    offset += physical.length;
    if (continued) continue;
    places.push({ path, text: builder.build() });
    builder = undefined;
  }
  if (builder) places.push({ path, text: builder.build() });
  return places.filter((place) => place.text.text.trim() !== '');
}
