import { lineage, rootImage, type Stage } from '../stages.ts';

/** Programs of an image that can ask a URL. */
export type Client = 'curl' | 'busybox wget' | 'python' | 'node' | 'ruby';

/** A base image whose contents are known. */
export interface KnownImage {
  /** Programs that are asked for in health checks and that it does not have. */
  readonly lacks: ReadonlySet<string>;
  /** What it can ask a URL with, with the program's name or path in it. */
  readonly clients: readonly (readonly [Client, string])[];
  /** Whether it has a shell; without one it has no package manager either, and nothing but what it was made for. */
  readonly shell: boolean;
  readonly packages: 'apt' | 'apk' | undefined;
}

const BOTH = ['curl', 'wget'];
const BUSYBOX_WGET = ['busybox wget', 'wget'] as const;
const DEBIAN = { lacks: new Set(BOTH), clients: [], shell: true, packages: 'apt' } as const;
const ALPINE = { lacks: new Set(['curl']), clients: [BUSYBOX_WGET], shell: true, packages: 'apk' } as const;
/** Debian with what buildpack-deps adds to it. */
const FULL = { lacks: new Set<string>(), clients: [['curl', 'curl']], shell: true, packages: 'apt' } as const;
const BARE = {
  lacks: new Set([...BOTH, 'http', 'bash', 'sh']),
  clients: [],
  shell: false,
  packages: undefined,
} as const;

/**
 * What official images have, by name and tag, the first that fits. Sources: their Dockerfiles in docker-library,
 * nodejs/docker-node, dotnet/dotnet-docker and GoogleContainerTools/distroless; the slim ones purge what they download with.
 */
const IMAGES: readonly (readonly [RegExp, KnownImage])[] = [
  [/^scratch$/, BARE],
  [/^gcr\.io\/distroless\/(?!.*[:-]debug).*python3/, { ...BARE, clients: [['python', '/usr/bin/python3']] }],
  [/^gcr\.io\/distroless\/(?!.*[:-]debug).*nodejs/, { ...BARE, clients: [['node', '/nodejs/bin/node']] }],
  [/^gcr\.io\/distroless\/(?!.*[:-]debug)/, BARE],
  [/^mcr\.microsoft\.com\/dotnet\/(?:aspnet|runtime|runtime-deps):.*(?:chiseled|distroless)/, BARE],
  [/^mcr\.microsoft\.com\/dotnet\/(?:aspnet|runtime|runtime-deps):(?:[5-9]|1\d)\.\d+[\d.]*-alpine/, ALPINE],
  [
    /^mcr\.microsoft\.com\/dotnet\/(?:aspnet|runtime|runtime-deps):(?:[5-9]|1\d)\.\d+[\d.]*(?:-(?:bullseye|bookworm|trixie)-slim|-(?:focal|jammy|noble|resolute))?(?:-amd64|-arm64v8|-arm32v7)?(?:@|$)/,
    DEBIAN,
  ],
  [/^busybox(?:[:@]|$)/, { ...ALPINE, packages: undefined }],
  [/^alpine(?:[:@]|$)/, ALPINE],
  [/^(?:golang|openjdk):.*alpine/, ALPINE],
  [/^python:.*alpine/, { ...ALPINE, clients: [BUSYBOX_WGET, ['python', 'python']] }],
  [/^node:.*alpine/, { ...ALPINE, clients: [BUSYBOX_WGET, ['node', 'node']] }],
  [/^ruby:.*alpine/, { ...ALPINE, clients: [BUSYBOX_WGET, ['ruby', 'ruby']] }],
  [/^nginx:.*alpine-slim/, ALPINE],
  [/^debian(?:[:@]|$)/, DEBIAN],
  // Those of 14.04 and older may have wget.
  [/^ubuntu(?=[:@]|$)(?!:(?:\d\.|1[0-4]\.|lucid|precise|trusty))/, DEBIAN],
  [/^python:.*slim/, { ...DEBIAN, clients: [['python', 'python']] }],
  // Until version 12 the slim image kept curl and wget.
  [
    /^node:(?=.*slim)(?!\d[.-]|1[0-3][.-]|.*(?:\$|argon|boron|carbon|dubnium|erbium|jessie|stretch))/,
    { ...DEBIAN, clients: [['node', 'node']] },
  ],
  [/^ruby:.*slim/, { ...DEBIAN, clients: [['ruby', 'ruby']] }],
  [/^openjdk:.*slim/, { ...DEBIAN, lacks: new Set(['curl']) }],
  [
    /^python(?:[:@](?!.*(?:onbuild|windows))|$)/,
    {
      ...FULL,
      clients: [
        ['curl', 'curl'],
        ['python', 'python'],
      ],
    },
  ],
  [/^(?:node|golang|ruby|rust):(?!.*(?:slim|onbuild|windows|nanoserver))/, FULL],
  [/^(?:node|golang|ruby|rust)(?:@|$)/, FULL],
];

/** What is known of the image that a stage's lineage starts from; undefined where that is somebody's own. */
export const knownImage = (stage: Stage): KnownImage | undefined => entryOf(rootImage(stage))?.[1];

const entryOf = (image: string): (typeof IMAGES)[number] | undefined => {
  const name = image.replace(/^(?:(?:docker\.io\/)?library\/|docker\.io\/|public\.ecr\.aws\/docker\/library\/)/, '');
  return IMAGES.find(([pattern]) => pattern.test(name));
};

/** A variable in front of a name is a registry that mirrors it. */
const REGISTRY = /^(?:\$\{[^}]*\}|\$\w+)\/?(?=[^$]+\/|[a-z][^/]*$)/;
/** A version that every image may have. */
const SOME_VERSION = '19.0';

/** Whether a build argument may put an image of another kind in the place of the known one: of its version, none does. */
export function mayBeAnotherImage(stage: Stage): boolean {
  const root = lineage(stage).at(-1)!;
  const [written = ''] = root.from.body.text.trim().split(/\s/, 1);
  const usual = written
    .replace(/["']/g, '')
    .replace(REGISTRY, '')
    .replace(/\$\{[^}]*\}|\$\w+/g, SOME_VERSION);
  return written.includes('$') && entryOf(usual) !== entryOf(root.image);
}

/** Releases whose packages are gone from the servers that their images ask [archive.debian.org, old-releases.ubuntu.com]. */
const UNSERVED =
  /(?:^|[:_-])(?:squeeze|wheezy|jessie|stretch)(?:$|[-_.@])|^debian:[6-9](?:$|[.@-])|^ubuntu:(?:(?:1[0-9]|2[0-3])\.10|1[13579]\.04|2[13]\.04)(?:$|[.@-])/;

/** Whether an image's package manager still finds packages, as far as its name says. */
export const servesPackages = (stage: Stage): boolean => !UNSERVED.test(rootImage(stage).replace(/^.*\//, ''));
