import { readCargo } from './cargo.ts';
import { readGoMod } from './go.ts';
import { readGradle, readGradleProperties } from './gradle.ts';
import { readComposerJson, readPackageJson } from './json.ts';
import type { Manifest } from './manifest.ts';
import { readPyproject, readSetupCfg } from './python.ts';
import { readPom } from './xmlManifests.ts';

/** Reads a manifest; `above` has the texts of those of the same name further up, nearest first. */
export type Reader = (text: string, path: string, above: () => readonly string[]) => Manifest;

/** Manifests that together say one thing, and how a Dockerfile shows that it builds or runs what they are about. */
export interface Family {
  readonly name: string;
  readonly readers: Readonly<Record<string, Reader>>;
  /** Commands that install, build or run it. */
  readonly commands: RegExp;
  /** Base images that are made for it. */
  readonly images: RegExp;
}

const PYTHON = {
  commands:
    /\b(?:pip3?|uv|poetry|pdm|pipenv|hatch)\s+\w|\bpython[\d.]*[\s",]+(?:-m\b|\S+\.py\b)|\b(?:gunicorn|uvicorn|flask)\b/,
  images: /(?:^|\/)(?:python|pypy|uv|\w*conda)\b/,
};
const JAVA = /(?:^|\/)(?:openjdk|\w*-?temurin|amazoncorretto|\w*jdk|\w*jre|maven|gradle|tomcat)\b/;

/** In the order of preference within one folder; Node is last because other projects have a package.json for their tools. */
export const FAMILIES: readonly Family[] = [
  { name: 'pyproject', readers: { 'pyproject.toml': readPyproject }, ...PYTHON },
  { name: 'setup.cfg', readers: { 'setup.cfg': readSetupCfg }, ...PYTHON },
  { name: 'Cargo', readers: { 'Cargo.toml': readCargo }, commands: /\bcargo\s/, images: /(?:^|\/)rust\b/ },
  {
    name: 'Go',
    readers: { 'go.mod': readGoMod },
    commands: /\bgo\s+(?:build|install|run|mod|test)\b/,
    images: /(?:^|\/)golang\b/,
  },
  { name: 'Maven', readers: { 'pom.xml': readPom }, commands: /\bmvnw?\s/, images: JAVA },
  {
    name: 'Gradle',
    readers: {
      'build.gradle.kts': readGradle,
      'build.gradle': readGradle,
      'settings.gradle.kts': readGradle,
      'settings.gradle': readGradle,
      'gradle.properties': readGradleProperties,
    },
    commands: /\bgradlew?\s/,
    images: JAVA,
  },
  {
    name: 'Composer',
    readers: { 'composer.json': readComposerJson },
    commands: /\b(?:composer\s+\w|php\s)/,
    images: /(?:^|\/)(?:php|composer)\b/,
  },
  {
    name: 'Node',
    readers: { 'package.json': readPackageJson },
    commands: /\b(?:npm|npx|yarn|pnpm|bun)\s+\w|["\s](?:npm|yarn|pnpm|node|bun)[\s"]/,
    images: /(?:^|\/)(?:node|bun)\b/,
  },
];

/** .NET's project files have names of their own. */
export const DOTNET: Family = {
  name: '.NET',
  readers: {},
  commands: /\bdotnet\b/,
  images: /(?:^|\/)dotnet\//,
};

/** The names of all manifests that have a name of their own. */
export const MANIFEST_NAMES: readonly string[] = FAMILIES.flatMap(({ readers }) => Object.keys(readers));
