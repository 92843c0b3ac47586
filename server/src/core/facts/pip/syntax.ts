import type { Syntax } from './arguments.ts';

const list = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

const map = (entries: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(entries));

const INDEX_OPTIONS = ['requirement', 'constraint', 'index-url', 'extra-index-url', 'find-links'];

/** pip's options; a long one may be shortened. */
export const PIP: Syntax = {
  valued:
    list(`requirement constraint build-constraint editable index-url extra-index-url find-links target dest wheel-dir
    config-settings python platform python-version implementation abi root prefix src upgrade-strategy progress-bar
    root-user-action report group no-binary only-binary global-option install-option build-option log proxy retries timeout
    default-timeout exists-action trusted-host cert client-cert cache-dir use-feature use-deprecated keyring-provider build
    resume-retries download`),
  short: map({
    r: 'requirement',
    c: 'constraint',
    e: 'editable',
    i: 'index-url',
    f: 'find-links',
    t: 'target',
    d: 'dest',
    w: 'wheel-dir',
    U: 'upgrade',
    C: 'config-settings',
    b: 'build',
  }),
  aliases: map({ 'pypi-url': 'index-url' }),
  shortened: INDEX_OPTIONS,
};

/** The options of `uv pip` and `uv tool`. */
export const UV: Syntax = {
  valued:
    list(`requirement constraint build-constraint editable override exclude extra group index default-index index-url
    extra-index-url find-links index-strategy keyring-provider upgrade-package resolution prerelease fork-strategy config-setting
    config-settings-package no-build-isolation-package exclude-newer exclude-newer-package link-mode reinstall-package
    refresh-package python target prefix no-binary only-binary no-build-package no-binary-package python-version python-platform
    torch-backend cache-dir python-preference color directory project config-file allow-insecure-host env-file with
    with-editable with-requirements with-executables-from`),
  short: map({
    r: 'requirement',
    c: 'constraint',
    e: 'editable',
    i: 'index-url',
    f: 'find-links',
    b: 'build-constraint',
    p: 'python',
    P: 'upgrade-package',
    C: 'config-setting',
    U: 'upgrade',
  }),
  aliases: map({
    requirements: 'requirement',
    constraints: 'constraint',
    'build-constraints': 'build-constraint',
    overrides: 'override',
    excludes: 'exclude',
    'config-settings': 'config-setting',
    'trusted-host': 'allow-insecure-host',
  }),
  shortened: [],
};

/** The options of `pipx install` and `pipx inject`. */
export const PIPX: Syntax = {
  valued: list('pip-args index-url python suffix spec backend venv-args preinstall requirement constraint'),
  short: map({ i: 'index-url', r: 'requirement' }),
  aliases: map({}),
  shortened: [],
};

/** The options of `conda install`, `conda create` and `conda env create`. */
export const CONDA: Syntax = {
  valued: list('channel name prefix file solver repodata-fn root-prefix rc-file platform'),
  short: map({ c: 'channel', n: 'name', p: 'prefix', r: 'root-prefix', f: 'file' }),
  aliases: map({}),
  shortened: [],
};
