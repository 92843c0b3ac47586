import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultConfig } from '../../server/src/core/config.ts';
import { parseDockerfile } from '../../server/src/core/dockerfile/parse.ts';
import { statements } from '../../server/src/core/facts/project/statements.ts';
import { BSD_3, GPL_3, MIT } from '../licences.ts';
import { type Case, projectOf } from '../rule-tester.ts';

/** What a project says, `text` by OCI key. */
function stated(one: Partial<Case>, dockerfile = 'FROM x\n'): Record<string, string> {
  const project = projectOf({ marked: '', ...one });
  const found = statements({ file: parseDockerfile(dockerfile), project, config: defaultConfig });
  return Object.fromEntries([...found].map(([key, { text }]) => [key, text]));
}

const PROJECTS: Readonly<Record<string, readonly [Partial<Case>, Record<string, string>]>> = {
  'Python, PEP 621': [
    {
      files: {
        'pyproject.toml': `[project]
name = "portrait"
version = "2.4.1"
description = "Cuts portraits out"
license = "MIT"
authors = [{ name = "Brightfold Labs", email = "hi@brightfold.example" }]
[project.urls]
"Source Code" = "https://github.com/brightfold/portrait"
Homepage = "https://brightfold.example"
Docs = "https://docs.brightfold.example"
`,
      },
    },
    {
      source: 'https://github.com/brightfold/portrait',
      version: '2.4.1',
      description: 'Cuts portraits out',
      licenses: 'MIT',
      title: 'portrait',
      vendor: 'Brightfold Labs',
      authors: 'Brightfold Labs <hi@brightfold.example>',
      url: 'https://brightfold.example',
      documentation: 'https://docs.brightfold.example',
    },
  ],
  'Python, Poetry': [
    {
      files: {
        'pyproject.toml': `[tool.poetry]
name = "portrait"
version = "1.0"
description = "d"
license = "Apache 2.0"
authors = ["Brightfold Labs"]
repository = "https://gitlab.com/brightfold/ml/portrait"
`,
      },
    },
    {
      source: 'https://gitlab.com/brightfold/ml/portrait',
      version: '1.0',
      description: 'd',
      licenses: 'Apache-2.0',
      title: 'portrait',
      vendor: 'Brightfold Labs',
      authors: 'Brightfold Labs',
    },
  ],
  'Python, setup.cfg': [
    {
      files: {
        'setup.cfg': `[metadata]
name = portrait
version = attr: portrait.__version__
description = Cuts
    portraits out
classifiers =
    Programming Language :: Python
    License :: OSI Approved :: ISC License (ISCL)
project_urls =
    Source = https://github.com/brightfold/portrait
[options]
name = other
`,
      },
    },
    {
      source: 'https://github.com/brightfold/portrait',
      description: 'Cuts portraits out',
      licenses: 'ISC',
      title: 'portrait',
      vendor: 'brightfold',
    },
  ],
  Node: [
    {
      files: {
        'package.json': JSON.stringify({
          name: '@brightfold/portrait',
          version: '1.2.3',
          description: 'Cuts',
          license: 'ISC',
          author: { name: 'Jo', email: 'jo@x.example' },
          repository: 'brightfold/portrait',
        }),
      },
    },
    {
      source: 'https://github.com/brightfold/portrait',
      version: '1.2.3',
      description: 'Cuts',
      licenses: 'ISC',
      title: 'portrait',
      vendor: 'brightfold',
      authors: 'Jo <jo@x.example>',
    },
  ],
  'Rust, a member of a workspace': [
    {
      path: 'crates/portrait/Dockerfile',
      files: {
        'crates/portrait/Cargo.toml':
          '[package]\nname = "portrait"\nversion.workspace = true\ndescription = "Cuts"\nlicense.workspace = true\nrepository.workspace = true\n',
        'Cargo.toml':
          '[workspace.package]\nversion = "0.3.0"\nlicense = "MIT/Apache-2.0"\nrepository = "https://github.com/brightfold/portrait"\n',
      },
    },
    {
      source: 'https://github.com/brightfold/portrait',
      version: '0.3.0',
      description: 'Cuts',
      licenses: 'MIT OR Apache-2.0',
      title: 'portrait',
      vendor: 'brightfold',
    },
  ],
  Go: [
    {
      files: {
        'go.mod': 'module github.com/brightfold/portrait/v2\n\ngo 1.22\n',
        LICENSE: MIT,
        'README.md':
          '# portrait\n\n[![build](https://x.example/b.svg)](https://x.example)\n\nportrait is a *server* that cuts [portraits](https://x.example) out.\n\n## Use\n',
      },
    },
    {
      source: 'https://github.com/brightfold/portrait',
      description: 'portrait is a server that cuts portraits out.',
      licenses: 'MIT',
      title: 'portrait',
      vendor: 'brightfold',
    },
  ],
  Java: [
    {
      files: {
        'pom.xml': `<?xml version="1.0"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <!-- <name>old</name> -->
  <parent><groupId>g</groupId><version>9</version></parent>
  <artifactId>portrait</artifactId>
  <version>\${revision}</version>
  <name>Portrait &amp; more</name>
  <description><![CDATA[Cuts <b>]]></description>
  <organization><name>Brightfold GmbH</name></organization>
  <licenses><license><name>Apache License, Version 2.0</name></license></licenses>
  <scm><url>scm:git:git@github.com:brightfold/portrait.git</url></scm>
  <properties><revision>1.5</revision></properties>
  <dependencies><dependency><version>3</version></dependency></dependencies>
</project>`,
      },
    },
    {
      source: 'https://github.com/brightfold/portrait',
      version: '1.5',
      description: 'Cuts <b>',
      licenses: 'Apache-2.0',
      title: 'Portrait & more',
      vendor: 'Brightfold GmbH',
    },
  ],
  'Java, Gradle': [
    {
      files: {
        'build.gradle': `/* version = '9' */
plugins { id 'java' }
group = 'com.brightfold'
version = '1.5' // for now
description 'Cuts \\'portraits\\' out'
dependencies { version = '3' }
`,
        'settings.gradle': "rootProject.name = 'portrait'\n",
      },
    },
    { version: '1.5', description: "Cuts 'portraits' out", title: 'portrait' },
  ],
  'Kotlin, Gradle': [
    {
      files: {
        'build.gradle.kts': 'version = "$base.1"\ndescription = "Cuts"\n',
        'settings.gradle.kts': 'rootProject.name = "portrait"\n',
        'gradle.properties': '# version=9\nversion = 2.0\norg.gradle.version=7\n',
      },
    },
    { version: '2.0', description: 'Cuts', title: 'portrait' },
  ],
  '.NET': [
    {
      files: {
        'src/Portrait/Portrait.csproj': `<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup>
  <Version>3.1.0</Version><Description>Cuts</Description><PackageLicenseExpression>MIT</PackageLicenseExpression>
</PropertyGroup></Project>`,
        'tests/Portrait.Tests/Portrait.Tests.csproj':
          '<Project><PropertyGroup><Version>9</Version></PropertyGroup></Project>',
        'Directory.Build.props': '<Project><PropertyGroup><Company>Brightfold</Company></PropertyGroup></Project>',
      },
      origin: 'ssh://git@github.com:22/brightfold/portrait.git',
    },
    {
      source: 'https://github.com/brightfold/portrait',
      version: '3.1.0',
      description: 'Cuts',
      licenses: 'MIT',
      title: 'Portrait',
      vendor: 'Brightfold',
    },
  ],
  PHP: [
    {
      files: {
        'composer.json': JSON.stringify({
          name: 'brightfold/portrait',
          description: 'Cuts',
          license: ['MIT', 'GPL-3.0-or-later'],
        }),
      },
    },
    { description: 'Cuts', licenses: 'MIT OR GPL-3.0-or-later', title: 'portrait', vendor: 'brightfold' },
  ],
};

describe('what projects state', () => {
  for (const [name, [one, expected]] of Object.entries(PROJECTS))
    it(name, () => assert.deepEqual(stated(one), expected));

  it('nothing where there is nothing, or only half of it', () => {
    assert.deepEqual(stated({}), {});
    const broken = {
      'package.json': '{ "name": ',
      'pyproject.toml': '[project',
      'pom.xml': '<project><name>x',
      'Cargo.toml': '=',
    };
    assert.deepEqual(stated({ files: { ...broken, 'setup.cfg': '[metadata', 'go.mod': 'module' } }), { title: 'x' });
    assert.deepEqual(stated({ files: { 'package.json': 'null', 'composer.json': '[1]' } }), {});
  });

  it('the nearest folder first, and in it what the Dockerfile names', () => {
    const files = {
      'api/package.json': '{ "name": "tools", "version": "1.0.0" }',
      'api/pyproject.toml': '[project]\nname = "api"\n',
      'package.json': '{ "name": "root", "version": "9.0.0", "description": "All of it" }',
    };
    const path = 'api/Dockerfile';
    assert.deepEqual(stated({ files, path }), { title: 'api' });
    assert.equal(stated({ files, path }, 'FROM node\nCOPY package*.json .\n').title, 'tools');
  });

  it('nothing of a parent that holds several parts, and the part that is copied', () => {
    const files = {
      'package.json': '{ "name": "all", "version": "9.0.0", "description": "All of it" }',
      'api/package.json': '{ "name": "api", "version": "1.0.0" }',
      'web/package.json': '{ "name": "web", "version": "2.0.0" }',
    };
    const path = 'docker/Dockerfile';
    assert.deepEqual(stated({ files, path }), {});
    assert.deepEqual(stated({ files, path }, 'FROM x\nCOPY api/ /srv\n'), { title: 'api', version: '1.0.0' });
    assert.equal(stated({ files }, 'FROM x\nCOPY package.json .\nCOPY web/ web\n').title, 'all');
    assert.deepEqual(stated({ files }, 'FROM x\nCOPY web web\n'), { title: 'web', version: '2.0.0' });
    const whole = { files: { 'package.json': files['package.json'] }, path };
    assert.equal(stated(whole, 'FROM x\nCOPY . /srv\n').title, 'all');
  });

  it('of one manifest, not of others beside it', () => {
    const npm = '{ "name": "tool-web", "version": "1.0.0", "license": "ISC", "description": "Tailwind build" }';
    const files = { 'go.mod': 'module github.com/acme/tool\n', 'package.json': npm };
    const tool = { title: 'tool', source: 'https://github.com/acme/tool', vendor: 'acme' };
    assert.deepEqual(stated({ files }, 'FROM x\nCOPY . .\n'), tool);
    const both =
      'FROM node AS web\nRUN npm ci\nFROM golang AS build\nRUN go build\nFROM scratch\nCOPY --from=build /a /a\n';
    assert.deepEqual(stated({ files }, both), tool);
    assert.equal(stated({ files }, 'FROM node\nRUN npm ci\n').version, '1.0.0');
    const python = { 'pyproject.toml': '[project]\nname = "x"\ndynamic = ["version"]\n', 'package.json': npm };
    assert.deepEqual(stated({ files: python }, 'FROM python\nCOPY package.json pyproject.toml ./\n'), { title: 'x' });
    const tools = { 'pyproject.toml': '[tool.black]\nline-length = 1\n', 'package.json': npm };
    assert.equal(stated({ files: tools }).title, 'tool-web');
    const mit = { 'pyproject.toml': '[project]\nname = "x"\nlicense = "MIT"\n' };
    assert.equal(stated({ files: { ...mit, 'package.json': npm } }).licenses, undefined);
    assert.equal(stated({ files: mit }).licenses, 'MIT');
  });

  it('of a Go module what its path says for certain', () => {
    const module = (path: string) => stated({ files: { 'go.mod': `module ${path}\n` } });
    const tool = { title: 'tool', source: 'https://github.com/acme/tool', vendor: 'acme' };
    assert.deepEqual(module('github.com/acme/tool/v3'), tool);
    assert.deepEqual(module('github.com/acme/tool.git'), tool);
    assert.deepEqual(module('github.com/acme/tool/cmd/api'), { ...tool, title: 'api' });
    assert.deepEqual(module('gitlab.com/acme/tool'), { ...tool, source: 'https://gitlab.com/acme/tool' });
    assert.deepEqual(module('gitlab.com/acme/ml/tool'), { title: 'tool' });
    assert.deepEqual(module('acme.example/tool'), { title: 'tool' });
    assert.deepEqual(module('('), {});
  });

  it('no version that only tags have', () => {
    const version = (pyproject: string) => stated({ files: { 'pyproject.toml': pyproject } }).version;
    const poetry = '[tool.poetry]\nname = "x"\nversion = "0.1.0"\n';
    assert.equal(version(poetry), '0.1.0');
    assert.equal(version(`${poetry}[tool.poetry-dynamic-versioning]\nenable = true\n`), undefined);
    assert.equal(version(`${poetry}[build-system]\nrequires = ["poetry-dynamic-versioning>=1"]\n`), undefined);
    const project = '[project]\nname = "x"\nversion = "0.1.0"\n';
    assert.equal(version(`${project}[tool.setuptools_scm]\n`), undefined);
    assert.equal(version(`${project}[tool.hatch.version]\nsource = "vcs"\n`), undefined);
  });

  it('no more of a Cargo workspace than a member takes over', () => {
    const member = (more: string, root: string) =>
      stated({
        path: 'api/Dockerfile',
        files: { 'api/Cargo.toml': `[package]\nname = "api"\n${more}`, 'Cargo.toml': root },
      });
    const shared = '[workspace.package]\nversion = "2.0.0"\nlicense = "Apache-2.0 / MIT"\n';
    const root = '[package]\nname = "all"\nversion = "9.0.0"\ndescription = "All of it"\nlicense = "ISC"\n';
    assert.deepEqual(member('', shared), { title: 'api' });
    assert.deepEqual(member('', root), { title: 'api' });
    assert.deepEqual(member('version.workspace = true\n', root), { title: 'api' });
    assert.deepEqual(member('version.workspace = true\nlicense.workspace = true\n', root + shared), {
      title: 'api',
      version: '2.0.0',
      licenses: 'Apache-2.0 OR MIT',
    });
  });

  it('nothing of what is above to images that only help', () => {
    const files = {
      'package.json': '{ "name": "shop", "version": "3.1.4", "description": "A shop", "license": "MIT" }',
      LICENSE: MIT,
      'README.md': '# Shop\n\nShop is a shop.\n',
      'docker/nginx/site.xml': '<a/>',
      'src/index.js': '',
    };
    const of = (path: string, dockerfile: string) =>
      stated({ files, path, origin: 'git@github.com:acme/shop.git' }, dockerfile);
    const known = { source: 'https://github.com/acme/shop', vendor: 'acme' };
    assert.deepEqual(of('docker/nginx/Dockerfile', 'FROM nginx\nCOPY nginx.conf *.crt /etc/\n'), known);
    assert.deepEqual(of('docker/nginx/Dockerfile', 'FROM nginx\nCOPY docker/nginx/site.xml /etc/\n'), known);
    assert.deepEqual(of('tests/integration/postgres/Dockerfile', 'FROM postgres\nCOPY . .\n'), known);
    assert.deepEqual(of('.devcontainer/Dockerfile', 'FROM x\nCOPY package.json .\n'), known);
    const all = { ...known, title: 'shop', version: '3.1.4', description: 'A shop', licenses: 'MIT' };
    for (const copied of ['.', 'package.json', 'src/ x', './package*.json', 'dist/'])
      assert.deepEqual(
        of('docker/Dockerfile', `FROM x\nCOPY ${copied} /srv/\n`),
        copied === './package*.json' ? known : all,
      );
  });

  it('of the .NET project that is published', () => {
    const project = (inner: string) => `<Project><PropertyGroup>${inner}</PropertyGroup></Project>`;
    const files = {
      'src/App/App.csproj': project('<Version>1.2.3</Version>'),
      'src/Lib/Lib.csproj': project('<Version>2.0.0</Version>'),
      'Directory.Build.props': project('<Version>5.0.0</Version><Description>Shared</Description>'),
    };
    const restore = 'FROM x AS b\nCOPY src/App/App.csproj src/App/\n';
    const app = { title: 'App', version: '1.2.3', description: 'Shared' };
    assert.deepEqual(stated({ files }, restore), app);
    assert.deepEqual(
      stated({ files }, `${restore}COPY src/Lib/Lib.csproj src/Lib/\nRUN dotnet publish src/App\n`),
      app,
    );
    assert.deepEqual(stated({ files }, 'FROM x\nENTRYPOINT ["dotnet", "App.dll"]\n'), app);
    assert.deepEqual(stated({ files }, 'FROM x\nCOPY . .\n'), {});
    const one = (inner: string) => stated({ files: { 'App.csproj': project(inner) } });
    const suffix = '<VersionPrefix>1.2.0</VersionPrefix><VersionSuffix>rc.1</VersionSuffix>';
    assert.deepEqual(one(suffix), { title: 'App', version: '1.2.0-rc.1' });
    assert.deepEqual(one(`<Version Condition="'$(CI)' == ''">1.0.0</Version>`), { title: 'App' });
    const conditional = '</PropertyGroup><PropertyGroup Condition="a"><Version>1.0.0</Version>';
    assert.deepEqual(one(conditional), { title: 'App' });
  });

  it('no version that a tool is to replace, no text too long for a label', () => {
    const manifest = { version: '0.0.0-development', description: 'x'.repeat(400) };
    assert.deepEqual(stated({ files: { 'package.json': JSON.stringify(manifest) } }), {});
  });

  it('nothing that only holds a place', () => {
    const manifest = (more: object) => stated({ files: { 'package.json': JSON.stringify(more) } });
    for (const description of [
      'TODO: describe it',
      'Add your description here',
      'A short description of the project',
      'Project description.',
      'Demo project for Spring Boot',
      'My awesome project',
      'N/A',
      '${description}',
      '{{description}}',
      '{{ cookiecutter.description }} and more',
      '<description>',
      'Lorem ipsum dolor sit amet',
    ])
      assert.deepEqual(manifest({ description }), {}, description);
    for (const description of [
      'TODO list for teams',
      'Add authentication to your app',
      'Write documentation faster',
      'Renders {{ mustache }} templates',
      'Describes projects',
      'Null safety for C',
    ])
      assert.equal(manifest({ description }).description, description);
    assert.deepEqual(manifest({ author: 'Your Name <you@example.com>', homepage: 'http://www.example.com/a' }), {});
    assert.deepEqual(manifest({ version: '0.0.1-SNAPSHOT', repository: 'your-username/your-repo' }), {});
    const skeleton = '{ "name": "laravel/laravel", "description": "The skeleton", "license": "MIT" }';
    assert.deepEqual(stated({ files: { 'composer.json': skeleton } }), {});
    const made = { version: '0.1.0', description: 'A starter repository', license: 'MIT' };
    for (const name of [
      'drupal/recommended-project',
      'cakephp/app',
      'slim/slim-skeleton',
      'yiisoft/yii2-app-basic',
      'roots/bedrock',
    ])
      assert.deepEqual(stated({ files: { 'composer.json': JSON.stringify({ ...made, name }) } }), {}, name);
    for (const name of ['vite-project', 'nest-typescript-starter', 'my-app', 'vue-project', 'vite-react-starter'])
      assert.deepEqual(manifest({ ...made, name }), {}, name);
    for (const name of ['my-library', 'react-admin', 'app', 'vite']) assert.equal(manifest({ name }).title, name);
  });

  it('no titles from pictures or further down', () => {
    const title = (text: string) => stated({ files: { 'README.md': text } }).title;
    assert.equal(title('![logo](x.png)\n\n# 🚀 **Portrait** service\n'), 'Portrait service');
    assert.equal(title('<h1 align="center">Portrait</h1>\n\n# Installation\n'), undefined);
    assert.equal(title('Portrait\r\n========\r\n'), 'Portrait');
    assert.equal(title('Some words first.\n\n# Install\n'), undefined);
    assert.equal(title('---\ntitle: x\n---\n# Portrait\n'), 'Portrait');
  });

  it('no titles that name no project, and the repository before others', () => {
    const title = (text: string, origin?: string) =>
      stated({ files: { 'README.md': text }, ...(origin && { origin }) }).title;
    for (const heading of [
      'README',
      'Installation',
      'Table of Contents',
      'TODO',
      'Getting Started with Create React App',
      'React + TypeScript + Vite',
      'Vue 3 + TypeScript + Vite',
      'create-svelte',
      'Nuxt Minimal Starter',
      'Astro Starter Kit: Minimal',
      'Version 2.0',
      'CI',
    ])
      assert.equal(title(`# ${heading}\n`), undefined);
    assert.equal(title('# Cut &amp; Paste\n'), 'Cut & Paste');
    assert.equal(title('# :rocket: Zork :tada:\n'), 'Zork');
    assert.equal(title('# my_cool_app and std::vector\n'), 'my_cool_app and std::vector');
    assert.equal(title('# Some words\n', 'git@github.com:acme/cut-paste.git'), 'cut-paste');
    assert.equal(title('# Cut Paste\n', 'git@github.com:acme/cut-paste.git'), 'Cut Paste');
  });

  it('no description that only follows the title', () => {
    const description = (below: string) => stated({ files: { 'README.md': `# Portrait\n\n${below}\n` } }).description;
    assert.equal(description('> A service that cuts portraits out.'), 'A service that cuts portraits out.');
    assert.equal(description('Please read CONTRIBUTING.md first.'), undefined);
    assert.equal(description('The project has moved to https://acme.example'), undefined);
    assert.equal(description('The license is MIT.'), undefined);
    assert.equal(description('Portrait is no longer maintained.'), undefined);
    assert.equal(description('A service. It cuts portraits out.'), undefined);
    for (const nothing of [
      'A big thank you to all our sponsors.',
      'A new major version is in development on the next branch',
      'A new server is in development',
      'A few notes before you start',
      'A step by step guide on how to deploy the app is in the wiki.',
      'A project generated with Angular CLI version 17',
      'Portrait is a project generated with Angular CLI',
      'An experimental rewrite of Cutter, use at own risk',
      'A monorepo for all of our stuff',
    ])
      assert.equal(description(nothing), undefined, nothing);
    for (const definition of [
      'A fast, small command-line tool for people with 2 * 3 cats',
      'An app.',
      'A self-hosted photo server written in Go',
      'Portrait is the fastest way to cut people out',
      'A REST API that cuts portraits out',
    ])
      assert.equal(description(definition), definition);
    assert.equal(
      description('A **fast** _tool_ for `a*b*c` and snake_case_names'),
      'A fast tool for a*b*c and snake_case_names',
    );
  });
});

describe('the licence', () => {
  const licence = (files: Record<string, string>) => stated({ files }).licenses;

  it('is what text and manifest agree on', () => {
    assert.equal(licence({ LICENSE: MIT }), 'MIT');
    assert.equal(
      licence({ LICENSE: MIT, 'package.json': '{ "license": "(MIT OR Apache-2.0)" }' }),
      '(MIT OR Apache-2.0)',
    );
    assert.equal(licence({ LICENSE: MIT, 'package.json': '{ "license": "ISC" }' }), undefined);
    assert.equal(licence({ LICENSE: 'All rights reserved.', 'package.json': '{ "license": "ISC" }' }), undefined);
    assert.equal(licence({ LICENSE: MIT, 'package.json': '{ "license": "UNLICENSED" }' }), undefined);
    assert.equal(
      stated({ files: { 'api/LICENSE': 'All rights reserved.', LICENSE: MIT }, path: 'api/Dockerfile' }).licenses,
      undefined,
    );
    assert.equal(licence({ 'package.json': '{ "license": "SEE LICENSE IN x" }' }), undefined);
    assert.equal(licence({ LICENSE: MIT, 'package.json': '{ "license": "SEE LICENSE IN LICENSE" }' }), 'MIT');
    assert.equal(licence({ LICENSE: MIT, 'package.json': '{ "license": "GPLv3" }' }), undefined);
    for (const other of [
      'Summit Internal',
      'MIT + Commons Clause',
      'MIT for code, CC-BY-NC for weights',
      'LIMITED USE',
    ])
      assert.equal(licence({ LICENSE: MIT, 'package.json': JSON.stringify({ license: other }) }), undefined, other);
    const old = (...types: string[]) => JSON.stringify({ licenses: types.map((type) => ({ type })) });
    assert.equal(licence({ LICENSE: MIT, 'package.json': old('MIT') }), 'MIT');
    assert.equal(licence({ LICENSE: MIT, 'package.json': old('MIT', 'GPL-2.0') }), undefined);
    assert.equal(licence({ LICENSE: BSD_3, 'package.json': '{ "license": "BSD" }' }), 'BSD-3-Clause');
    const parts = { LICENSE: MIT, 'api/package.json': '{ "name": "api" }', 'web/package.json': '{ "name": "web" }' };
    const project = { files: { ...parts, 'package.json': '{ "name": "all" }' }, path: 'docker/Dockerfile' };
    assert.deepEqual(stated(project, 'FROM x\nCOPY . /srv\n'), { licenses: 'MIT' });
    assert.equal(licence({ 'package.json': '{ "license": "UNLICENSED" }' }), undefined);
  });

  it('is read from any file that is called so, and is unknown where two differ', () => {
    assert.equal(licence({ License: MIT }), 'MIT');
    assert.equal(licence({ 'LICENSE.rst': MIT }), 'MIT');
    assert.equal(licence({ LICENSE: MIT, COPYING: GPL_3 }), undefined);
  });

  it('of GNU needs a word on later versions', () => {
    assert.equal(licence({ COPYING: GPL_3 }), undefined);
    assert.equal(licence({ COPYING: GPL_3, 'package.json': '{ "license": "GPL-3.0-or-later" }' }), 'GPL-3.0-or-later');
    assert.equal(licence({ COPYING: GPL_3, 'Cargo.toml': '[package]\nlicense = "GPL-3.0"\n' }), 'GPL-3.0-only');
    assert.equal(licence({ COPYING: GPL_3, 'README.md': '# X\n\nLicensed under GPL-3.0-only.\n' }), 'GPL-3.0-only');
    assert.equal(
      licence({
        COPYING: GPL_3,
        'README.md':
          'it under the terms of the GNU General Public License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later version.',
      }),
      'GPL-3.0-or-later',
    );
    assert.equal(licence({ COPYING: GPL_3, 'package.json': '{ "license": "LGPL-3.0-only" }' }), undefined);
    const two = '# X\n\nUnlike Y, which is GPL-3.0-only, X is GPL-3.0-or-later.\n';
    assert.equal(licence({ COPYING: GPL_3, 'README.md': two }), undefined);
  });
});

describe('an image of what others made', () => {
  it('is not the project that lies beside its model or settings', () => {
    const files = { 'package.json': '{ "name": "chat-ui", "version": "1.0.1" }' };
    assert.deepEqual(stated({ files }, 'FROM llama.cpp:server\nCOPY model.gguf /models/\n'), {});
    assert.deepEqual(stated({ files }, 'FROM postgres:16\nCOPY init.sql /docker-entrypoint-initdb.d/\n'), {});
    assert.equal(stated({ files }, 'FROM node:22\nCOPY . .\n').title, 'chat-ui');
  });
});
