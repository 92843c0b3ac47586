import type { Source } from '../../rule.ts';
import { wordText } from '../../shell/unwrap.ts';
import { expand } from '../../text/parts.ts';
import { toValue } from '../globals.ts';
import { type Place, variablePlace, wordPlace } from '../places.ts';
import { lookupAt } from '../shellVariables.ts';
import { variablesAt } from '../variables.ts';
import type { Option } from './arguments.ts';
import type { PackageCommand } from './commands.ts';
import { configurationAt } from './configuration.ts';
import type { Contents } from './contents.ts';
import { type Offer, offerOf, offerOfVariant } from './offers.ts';

/** Where a command looks for packages. */
export interface Index {
  /** `backend` is uv's choice of a PyTorch index by name. */
  readonly role: 'primary' | 'extra' | 'links' | 'backend' | 'none';
  readonly url: string;
  readonly offer: Offer;
  /** The part of the URL that names the build: `cu118`. */
  readonly variant: string | undefined;
  /** Where the URL is written; undefined where it cannot be edited there. */
  readonly place: Place | undefined;
  /** The option of the command that gives it. */
  readonly option: Option | undefined;
}

type Roles = ReadonlyMap<string, Index['role']>;

const PIP_ROLES: Roles = new Map([
  ['index-url', 'primary'],
  ['extra-index-url', 'extra'],
  ['find-links', 'links'],
  ['no-index', 'none'],
]);
const ROLES: Readonly<Record<PackageCommand['tool'], Roles>> = {
  pip: PIP_ROLES,
  uv: new Map([...PIP_ROLES, ['default-index', 'primary'], ['index', 'extra'], ['torch-backend', 'backend']]),
  conda: new Map(),
};

/** Where a command looks for packages: its options, its requirements files, its environment, pip's configuration. */
export function indexesOf(source: Source, command: PackageCommand, { fileOptions }: Contents): readonly Index[] {
  const roles = ROLES[command.tool];
  const own = command.options.flatMap((option) =>
    index(roles.get(option.name), option.value?.text, option.value && wordPlace(option.value.word), option),
  );
  const files = fileOptions.flatMap(({ name, value, place }) => index(roles.get(name), value, place));
  const environment = [...roles].flatMap(([name, role]) =>
    fromEnvironment(source, command, `${command.tool.toUpperCase()}_${name.toUpperCase().replaceAll('-', '_')}`, role),
  );
  const all = [...own, ...files, ...environment, ...configured(source, command)];
  // The last primary index wins, and the command line over the environment.
  const primary =
    files.findLast(({ role }) => role === 'primary') ??
    own.findLast(({ role }) => role === 'primary') ??
    all.find(({ role }) => role === 'primary');
  return all.filter((one) => one.role !== 'primary' || one === primary);
}

function index(role: Index['role'] | undefined, url: string | undefined, place?: Place, option?: Option): Index[] {
  if (role === undefined) return [];
  if (role === 'none') return [{ role, url: '', offer: 'local', variant: undefined, place, option }];
  if (url === undefined) return [];
  const { offer, variant } = role === 'backend' ? backend(url) : offerOf(url);
  return [{ role, url, offer, variant, place, option }];
}

/** `auto` finds no GPU while an image is built. */
const backend = (name: string): ReturnType<typeof offerOf> => ({
  offer: name === 'auto' ? 'cpu' : offerOfVariant(name),
  variant: name,
});

function fromEnvironment(source: Source, at: PackageCommand, name: string, role: Index['role']): Index[] {
  const { build, command } = at;
  const lookup = lookupAt(source, build, command);
  const own = command.assignments.find((one) => one.name === name)?.value;
  const given = command.args.find((word) => word.end <= at.name.start && wordText(word).startsWith(`${name}=`));
  if (given) {
    const { text } = expand(given.parts, lookup);
    return role === 'none' ? index(role, '') : indexesAt(role, text.slice(name.length + 1), wordPlace(given));
  }
  const declared = variablesAt(source, build.instruction)(name);
  const value = own ? toValue(expand(own.parts, lookup)) : lookup(name);
  const place = own
    ? wordPlace(own)
    : value === declared
      ? variablePlace(source, build.stage, build.instruction, name)
      : undefined;
  if (value === undefined) return [];
  if ('unknown' in value) {
    // An ARG without a default is a door for whoever builds: left shut, it changes nothing.
    const shut = value === declared && place === undefined;
    return shut ? [] : [{ role, url: '', offer: 'unknown', variant: undefined, place: undefined, option: undefined }];
  }
  if (role === 'none') return /^(?:0|false|no|off|)$/i.test(value.text) ? [] : index(role, '');
  return indexesAt(role, value.text, place);
}

const indexesAt = (role: Index['role'], urls: string, place: Place | undefined): Index[] =>
  urls.split(/[\s,]+/).flatMap((url) => (url === '' ? [] : index(role, url, place)));

/** What configuration files say, and `pip config set`; one whose content is not known may say anything. */
function configured(source: Source, command: PackageCommand): Index[] {
  const settings = configurationAt(source, command);
  if (settings) return settings.flatMap(({ name, value, place }) => index(PIP_ROLES.get(name), value, place));
  return [{ role: 'primary', url: '', offer: 'unknown', variant: undefined, place: undefined, option: undefined }];
}
