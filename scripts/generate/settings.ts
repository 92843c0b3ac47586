/** The settings, as VS Code and a JSON schema describe them: what they are comes from the rules and from the defaults. */

import { defaultConfig } from '../../server/src/core/config.ts';
import { OCI_KEYS } from '../../server/src/core/facts/labels/ociSpecification.ts';
import { rules } from '../../server/src/core/rules/index.ts';
import { ARCHITECTURE_NAMES } from '../../server/src/project/settings.ts';

/** A JSON schema, with what VS Code adds to it. */
export type Schema = { readonly [key: string]: unknown };

const SEVERITIES = ['error', 'warning', 'information', 'hint', 'off'];

/** Settings of a project: those of the file `.harden-dockerfile.json`, and of the editor where that says nothing. */
export const projectSettings: Readonly<Record<string, Schema>> = {
  severity: {
    type: 'object',
    markdownDescription:
      'How much the findings of each rule weigh; `off` silences a rule. A rule without an entry decides itself, and says less where its evidence is thin.',
    properties: Object.fromEntries(
      rules.map(({ id, summary, severity, off }) => [
        id,
        {
          type: 'string',
          enum: SEVERITIES,
          description: `${summary} Without an entry: ${off ? 'off' : `${severity} at most`}.`,
        },
      ]),
    ),
    additionalProperties: false,
    default: defaultConfig.severity,
  },
  target: {
    type: 'string',
    enum: ['auto', 'cpu', 'gpu'],
    enumDescriptions: ['What each Dockerfile gives to understand.', 'CPUs only.', 'GPUs.'],
    markdownDescription:
      'What the images run on; it decides whether PyTorch with CUDA is a finding. A comment `# harden target=gpu` at the top of a Dockerfile overrides this.',
    default: defaultConfig.target,
  },
  'healthcheck.readinessPath': {
    type: 'string',
    pattern: '^/',
    patternErrorMessage: 'A path starts with a slash.',
    markdownDescription: 'The path that a health check should ask where the application itself names none.',
    default: defaultConfig.healthcheck.readinessPath,
  },
  'healthcheck.modelStartPeriod': {
    type: 'integer',
    minimum: 1,
    markdownDescription:
      'Seconds that an image which loads models is given before failed health checks count (`--start-period`).',
    default: defaultConfig.healthcheck.modelStartPeriod,
  },
  'healthcheck.startPeriod': {
    type: 'integer',
    minimum: 0,
    markdownDescription: 'Seconds that any other image is given before failed health checks count (`--start-period`).',
    default: defaultConfig.healthcheck.startPeriod,
  },
  'labels.required': {
    type: 'array',
    items: { type: 'string', enum: OCI_KEYS },
    uniqueItems: true,
    markdownDescription:
      'The OCI labels that every image should have, without their prefix `org.opencontainers.image.`.',
    default: defaultConfig.labels.required,
  },
  'download.verify': {
    type: 'string',
    enum: ['artifact', 'download'],
    enumDescriptions: ['The file that is kept, after decompression.', 'The file as it was downloaded.'],
    markdownDescription: 'Which file is verified where a download is decompressed at once.',
    default: defaultConfig.download.verify,
  },
  'download.digests': {
    type: 'string',
    enum: ['publisher', 'download', 'both'],
    enumDescriptions: [
      'What the publisher declares (Hugging Face, GitHub releases, PyPI, Maven, checksum files beside the download), else what a download gives.',
      'What a download gives.',
      'Both, where the publisher declares one: nothing is pinned unless they agree.',
    ],
    markdownDescription: 'Where the SHA-256 that a fix pins comes from.',
    default: defaultConfig.download.digests,
  },
  'download.architectures': {
    type: 'array',
    items: { type: 'string', enum: ARCHITECTURE_NAMES },
    minItems: 1,
    uniqueItems: true,
    markdownDescription:
      'The architectures, as in `TARGETARCH`, that a download is pinned for where its URL differs between them. One for which the publisher has no file is left out.',
    default: defaultConfig.download.architectures,
  },
};

/** Settings of the editor alone. */
export const editorSettings: Readonly<Record<string, Schema>> = {
  allowedHosts: {
    type: 'array',
    items: { type: 'string' },
    uniqueItems: true,
    // A workspace must not be able to allow itself anything.
    scope: 'machine',
    markdownDescription:
      'Hosts, as `HOST` or `HOST:PORT`, that files may be downloaded from without a question, even where they stand in a private network. Any other host is asked about once in each workspace, and is never reached in a private network.',
    default: [],
  },
  cache: {
    type: 'boolean',
    scope: 'machine-overridable',
    markdownDescription:
      'Whether the hashes of downloads are remembered, so that a file that its server says is the same is not downloaded again.',
    default: true,
  },
  preview: {
    type: 'boolean',
    scope: 'resource',
    markdownDescription:
      'Whether **Harden Dockerfile** shows its changes in the Refactor Preview before it makes them.',
    default: true,
  },
  languageFeatures: {
    type: 'string',
    enum: ['auto', 'on', 'off'],
    enumDescriptions: [
      'What no other installed extension for Dockerfiles gives: with one of them, help with hashes and labels only.',
      'Always.',
      'Findings and fixes only.',
    ],
    markdownDescription: 'Hover, completion, formatting, outline and the like for Dockerfiles.',
    default: 'auto',
  },
};
