/** What the OCI image specification (annotations.md) says of one of its keys, in other words. */
export interface Definition {
  /** What the value says of the image, as a sentence. */
  readonly meaning: string;
  /** What a value must look like; undefined where any text will do. */
  readonly form?: string;
  readonly example: string;
}

const URL_FORM = 'One URL, scheme included.';

/** The keys that make sense in a LABEL, without their prefix. */
export const DEFINITIONS: ReadonlyMap<string, Definition> = new Map<string, Definition>([
  [
    'created',
    {
      meaning: 'When the image was built. It differs with every build, so it comes from a build argument.',
      form: 'A date and time by RFC 3339.',
      example: '2025-03-14T09:26:53Z',
    },
  ],
  [
    'authors',
    {
      meaning: 'Whom to ask about the image: people or an organisation, as free text.',
      example: 'Jo <jo@acme.example>',
    },
  ],
  [
    'url',
    {
      meaning: 'A page where more about the image can be found.',
      form: URL_FORM,
      example: 'https://portrait.acme.example',
    },
  ],
  [
    'documentation',
    { meaning: 'Where the documentation of the image is.', form: URL_FORM, example: 'https://docs.acme.example' },
  ],
  [
    'source',
    {
      meaning:
        'Where the source code is that the image was built from. Forges link a package to its repository by it, and update bots find release notes.',
      form: URL_FORM,
      example: 'https://github.com/acme/portrait',
    },
  ],
  [
    'version',
    {
      meaning: 'The version of the packaged software. It may be a label or tag of the source, or follow semver.',
      example: '2.4.1',
    },
  ],
  [
    'revision',
    {
      meaning:
        'The commit of the source that the image was built from. It differs with every build, so it comes from a build argument.',
      example: '3f2a9c1d',
    },
  ],
  ['vendor', { meaning: 'The organisation or the person that publishes the image.', example: 'Acme' }],
  [
    'licenses',
    {
      meaning: 'Under which licences the software in the image is distributed.',
      form: 'An SPDX licence expression.',
      example: 'MIT OR Apache-2.0',
    },
  ],
  ['title', { meaning: 'The name of the image, for people to read.', example: 'portrait' }],
  [
    'description',
    { meaning: 'What the software in the image does, for people to read.', example: 'Cuts portraits out' },
  ],
  [
    'base.digest',
    {
      meaning: 'The digest of the image that this one is based on, by which scanners notice that it was rebuilt.',
      form: 'The digest of a manifest or an index.',
      example: `sha256:${'0f'.repeat(8)}…`,
    },
  ],
  [
    'base.name',
    {
      meaning: 'The name of the image that this one is based on.',
      form: 'A full reference, registry included.',
      example: 'docker.io/library/node:22-slim',
    },
  ],
]);

/** The keys that make sense in a LABEL, without their prefix. */
export const OCI_KEYS: readonly string[] = [...DEFINITIONS.keys()];
