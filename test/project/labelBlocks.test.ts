import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Config, defaultConfig } from '../../server/src/core/config.ts';
import { fixAll } from '../../server/src/core/fix.ts';
import { completeLint } from '../../server/src/project/complete.ts';
import { projectFiles } from '../../server/src/project/files.ts';
import { APACHE, MIT } from '../licences.ts';
import { makeFolder } from './folder.ts';

/** A project on disk: its files, its remote, and the labels that a release engineer would have written for it. */
interface Sample {
  readonly files: Readonly<Record<string, string>>;
  readonly remote: string;
  readonly path?: string;
  readonly before: string;
  readonly after: string;
  /** Whether what differs from build to build is taken as well. */
  readonly reviewed?: boolean;
}

const OCI = 'org.opencontainers.image.';
const block = (labels: Readonly<Record<string, string>>): string =>
  `LABEL ${Object.entries(labels)
    .map(([key, value]) => `${OCI}${key}="${value}"`)
    .join(' \\\n      ')}\n`;

const SAMPLES: Readonly<Record<string, Sample>> = {
  Python: {
    files: {
      'pyproject.toml': `[project]
name = "portrait"
version = "2.4.1"
description = "Cuts people out of \\"photographs\\" for $5"
license = { file = "LICENSE" }
authors = [{ name = "Brightfold Imaging Labs", email = "hi@brightfold.dev" }]

[project.urls]
Repository = "https://github.com/brightfold/portrait"
`,
      LICENSE: MIT,
      'README.md': '# Portrait service\n\nSome words.\n',
    },
    remote: 'git@github.com:brightfold/portrait.git',
    before: `FROM python:3.12-slim
MAINTAINER Jo Doe <jo@brightfold.dev>
WORKDIR /srv
COPY . .
RUN pip install .
CMD ["portrait"]
`,
    after: `FROM python:3.12-slim
${block({
  authors: 'Jo Doe <jo@brightfold.dev>',
  source: 'https://github.com/brightfold/portrait',
  version: '2.4.1',
  description: 'Cuts people out of \\"photographs\\" for \\$5',
  licenses: 'MIT',
  title: 'portrait',
  vendor: 'Brightfold Imaging Labs',
})}WORKDIR /srv
COPY . .
RUN pip install .
CMD ["portrait"]
`,
  },
  Node: {
    files: {
      'services/api/package.json': JSON.stringify({
        name: '@brightfold/portrait-api',
        version: '1.8.0',
        description: 'The API that cuts portraits out',
        license: 'Apache-2.0',
        author: { name: 'Brightfold Inc.', url: 'https://brightfold.dev' },
      }),
      'package.json': '{ "private": true, "workspaces": ["services/*"], "name": "all", "version": "9.9.9" }',
      LICENSE: APACHE,
    },
    remote: 'https://jo:ghp_secret@github.com/brightfold/portrait.git',
    path: 'services/api/Dockerfile',
    before: `FROM node:22-slim AS build
WORKDIR /srv
COPY . .
RUN npm ci

FROM node:22-slim
COPY --from=build /srv /srv
USER node
CMD ["node", "/srv"]
`,
    after: `FROM node:22-slim AS build
WORKDIR /srv
COPY . .
RUN npm ci

FROM node:22-slim
COPY --from=build /srv /srv
${block({
  source: 'https://github.com/brightfold/portrait',
  version: '1.8.0',
  description: 'The API that cuts portraits out',
  licenses: 'Apache-2.0',
  title: 'portrait-api',
  vendor: 'Brightfold Inc.',
})}USER node
CMD ["node", "/srv"]
`,
  },
  Rust: {
    files: {
      'Cargo.toml': `[package]
name = "portrait"
version = "0.9.2"
edition = "2021"
description = "Cuts portraits out"
license = "MIT OR Apache-2.0"
repository = "https://github.com/brightfold/portrait"
authors = ["Jo Doe <jo@brightfold.dev>"]
`,
      'LICENSE-MIT': MIT,
      'LICENSE-APACHE': APACHE,
    },
    remote: 'ssh://git@github.com/brightfold/portrait.git',
    before: `FROM rust:1.80 AS build
COPY . .
RUN cargo build --release

FROM debian:12-slim
COPY --from=build /target/release/portrait /usr/bin/portrait
LABEL name="portrait"
ENTRYPOINT ["portrait"]
`,
    after: `FROM rust:1.80 AS build
COPY . .
RUN cargo build --release

FROM debian:12-slim
COPY --from=build /target/release/portrait /usr/bin/portrait
${block({
  title: 'portrait',
  source: 'https://github.com/brightfold/portrait',
  version: '0.9.2',
  description: 'Cuts portraits out',
  licenses: 'MIT OR Apache-2.0',
  vendor: 'brightfold',
})}ENTRYPOINT ["portrait"]
`,
  },
  Go: {
    files: {
      'go.mod': 'module github.com/brightfold/portrait/v2\n\ngo 1.22\n',
      'README.md': '# portrait\n\nportrait is a server that cuts people out of photographs.\n',
      LICENSE: MIT,
    },
    remote: 'git@github.com:brightfold/portrait.git',
    reviewed: true,
    before: `FROM golang:1.22 AS build
ARG VERSION
COPY . .
RUN go build -ldflags "-X main.version=$VERSION" -o /portrait .

FROM scratch
COPY --from=build /portrait /portrait
ENTRYPOINT ["/portrait"]
`,
    after: `FROM golang:1.22 AS build
ARG VERSION
COPY . .
RUN go build -ldflags "-X main.version=$VERSION" -o /portrait .

FROM scratch
COPY --from=build /portrait /portrait
ARG VERSION
ARG REVISION
ARG BUILD_DATE
${block({
  source: 'https://github.com/brightfold/portrait',
  description: 'portrait is a server that cuts people out of photographs.',
  licenses: 'MIT',
  title: 'portrait',
  vendor: 'brightfold',
  version: '${VERSION}',
  revision: '${REVISION}',
  created: '${BUILD_DATE}',
})}ENTRYPOINT ["/portrait"]
`,
  },
  'Java, Maven': {
    files: {
      'pom.xml': `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <groupId>dev.brightfold</groupId>
  <artifactId>portrait</artifactId>
  <version>\${revision}</version>
  <name>Portrait service</name>
  <description>Cuts portraits out &amp; frames them</description>
  <organization><name>Brightfold GmbH</name></organization>
  <licenses><license><name>The Apache License, Version 2.0</name></license></licenses>
  <scm><connection>scm:git:https://github.com/other/one.git</connection></scm>
  <properties><revision>3.2.0</revision></properties>
</project>
`,
    },
    remote: 'https://github.com/brightfold/portrait',
    before: `FROM eclipse-temurin:21-jre
COPY target/portrait.jar /portrait.jar
CMD ["java", "-jar", "/portrait.jar"]
`,
    after: `FROM eclipse-temurin:21-jre
COPY target/portrait.jar /portrait.jar
${block({
  source: 'https://github.com/brightfold/portrait',
  version: '3.2.0',
  description: 'Cuts portraits out & frames them',
  licenses: 'Apache-2.0',
  title: 'Portrait service',
  vendor: 'Brightfold GmbH',
})}CMD ["java", "-jar", "/portrait.jar"]
`,
  },
  'Java, Gradle': {
    files: {
      'build.gradle': `plugins { id 'org.springframework.boot' version '3.3.0' }
group = 'dev.brightfold'
version = '1.1.0'
description = 'Cuts portraits out'
`,
      'settings.gradle': "rootProject.name = 'portrait'\n",
      LICENSE: APACHE,
    },
    remote: 'git@gitlab.com:brightfold/imaging/portrait.git',
    before: `FROM eclipse-temurin:21-jre
LABEL org.label-schema.vendor="Brightfold GmbH"
COPY build/libs/portrait.jar /portrait.jar
CMD ["java", "-jar", "/portrait.jar"]
`,
    after: `FROM eclipse-temurin:21-jre
${block({
  vendor: 'Brightfold GmbH',
  source: 'https://gitlab.com/brightfold/imaging/portrait',
  version: '1.1.0',
  description: 'Cuts portraits out',
  licenses: 'Apache-2.0',
  title: 'portrait',
})}COPY build/libs/portrait.jar /portrait.jar
CMD ["java", "-jar", "/portrait.jar"]
`,
  },
  '.NET': {
    files: {
      'src/Portrait/Portrait.csproj': `<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
    <Description>Cuts portraits out</Description>
    <PackageLicenseExpression>MIT</PackageLicenseExpression>
  </PropertyGroup>
</Project>
`,
      'Directory.Build.props':
        '<Project><PropertyGroup><Company>Brightfold</Company><Version>4.0.1</Version></PropertyGroup></Project>',
      LICENSE: MIT,
    },
    remote: 'git@ssh.dev.azure.com:v3/brightfold/imaging/portrait',
    path: 'src/Portrait/Dockerfile',
    before: `FROM mcr.microsoft.com/dotnet/aspnet:8.0
COPY out/ /app
ENTRYPOINT ["dotnet", "/app/Portrait.dll"]
`,
    after: `FROM mcr.microsoft.com/dotnet/aspnet:8.0
COPY out/ /app
${block({
  source: 'https://dev.azure.com/brightfold/imaging/_git/portrait',
  version: '4.0.1',
  description: 'Cuts portraits out',
  licenses: 'MIT',
  title: 'Portrait',
  vendor: 'Brightfold',
})}ENTRYPOINT ["dotnet", "/app/Portrait.dll"]
`,
  },
};

/** Only the rules of labels. */
const config: Config = {
  ...defaultConfig,
  severity: { 'unverified-download': 'off', 'mutable-reference': 'off', 'liveness-healthcheck': 'off' },
};

async function fixed({ files, remote, path = 'Dockerfile', before, reviewed = false }: Sample) {
  const git = { '.git/config': `[remote "origin"]\n\turl = ${remote}\n` };
  const known = projectFiles(makeFolder({ ...files, ...git, [path]: before }));
  return fixAll(before, {
    wanted: (_, fix) => (reviewed ? fix.key.endsWith('arguments') : fix.safety === 'safe'),
    lint: ({ text }) => completeLint({ text, path, config, files: known }),
    read: () => null,
    ask: async () => new Map(),
  });
}

/** A workflow that labels what it builds. */
const WORKFLOW = `jobs:
  image:
    steps:
      - uses: docker/metadata-action@v5
        id: meta
      - uses: docker/build-push-action@v6
        with:
          labels: \${{ steps.meta.outputs.labels }}
`;

describe('the labels of a project', () => {
  it('are not asked for where a workflow sets them', async () => {
    const files = { '.github/workflows/image.yml': WORKFLOW, 'package.json': '{ "version": "1.0.0" }' };
    const sample = { files, remote: 'git@github.com:brightfold/portrait.git', before: 'FROM x\n' };
    assert.equal((await fixed({ ...sample, after: '' })).text, `FROM x\n${block({ vendor: 'brightfold' })}`);
  });

  for (const [name, sample] of Object.entries(SAMPLES)) {
    it(name, async () => {
      const { text, remaining } = await fixed(sample);
      assert.equal(text, sample.after);
      assert.deepEqual(
        remaining.map(({ message }) => message),
        [],
      );
    });
  }
});
