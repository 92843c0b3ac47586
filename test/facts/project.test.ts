import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { licenceExpression } from '../../server/src/core/facts/project/licenceName.ts';
import { identifyLicence } from '../../server/src/core/facts/project/licenceText.ts';
import { isOrganisation } from '../../server/src/core/facts/project/organisation.ts';
import { repositoryName, repositoryOwner, repositoryUrl } from '../../server/src/core/facts/project/remote.ts';
import { APACHE, BSD_2, BSD_3, GPL_3, ISC, MIT, UNLICENSE, ZERO_BSD, ZLIB } from '../licences.ts';

describe('a git remote as a URL', () => {
  const remotes: Readonly<Record<string, string | undefined>> = {
    'https://github.com/acme/app.git': 'https://github.com/acme/app',
    'https://jo:s3cret@github.com/acme/app': 'https://github.com/acme/app',
    'https://ghp_token@GitHub.com/acme/app.git/': 'https://github.com/acme/app',
    'https://github.com/acme/app?private_token=x#readme': 'https://github.com/acme/app',
    'http://github.com/acme/app': 'https://github.com/acme/app',
    'http://git.acme.example:3000/acme/app.git': 'http://git.acme.example:3000/acme/app',
    'https://git.acme.example:8443/acme/app.git': 'https://git.acme.example:8443/acme/app',
    'git@github.com:acme/app.git': 'https://github.com/acme/app',
    'git@github.com-work:acme/app.git': 'https://github.com/acme/app',
    'git@gitlab.com_jo:acme/ml/app.git': 'https://gitlab.com/acme/ml/app',
    'git@gitlab.acme-work:acme/app.git': undefined,
    'git@github-work:acme/app.git': undefined,
    'github.com:acme/app': 'https://github.com/acme/app',
    'ssh://git@github.com:22/acme/app.git': 'https://github.com/acme/app',
    'git://github.com/acme/app.git': 'https://github.com/acme/app',
    'git+https://github.com/acme/app.git': 'https://github.com/acme/app',
    'git+ssh://git@github.com/acme/app.git': 'https://github.com/acme/app',
    'scm:git:git@github.com:acme/app.git': 'https://github.com/acme/app',
    'git@gitlab.com:acme/ml/app.git': 'https://gitlab.com/acme/ml/app',
    'git@ssh.dev.azure.com:v3/acme/team/app': 'https://dev.azure.com/acme/team/_git/app',
    'ssh://git@ssh.github.com:443/acme/app.git': 'https://github.com/acme/app',
    'ssh://git@altssh.gitlab.com:443/acme/app.git': 'https://gitlab.com/acme/app',
    'acme@vs-ssh.visualstudio.com:v3/acme/team/app': undefined,
    'git@gitlab.acme.example:ml/app.git': 'https://gitlab.acme.example/ml/app',
    'ssh://git@gitlab.acme.example:2222/ml/app.git': undefined,
    'ssh://git@bitbucket.acme.example:7999/ml/app.git': undefined,
    'jo@acme.example:git/app.git': undefined,
    'git.acme.example:/srv/git/app': undefined,
    'http://localhost:3000/acme/app.git': undefined,
    'http://127.0.0.1/acme/app.git': undefined,
    'git@work-alias:acme/app.git': undefined,
    '/srv/git/app.git': undefined,
    'file:///srv/git/app.git': undefined,
    '../app': undefined,
    'C:\\git\\app': undefined,
    'C:/git/app': undefined,
    'https://jo:12/3@github.com/acme/app': undefined,
    'https://github.com/acme/a"b$(c)': undefined,
    'https://github.com': undefined,
    '': undefined,
  };
  for (const [remote, url] of Object.entries(remotes))
    it(remote || 'nothing', () => assert.equal(repositoryUrl(remote), url));

  it('names its owner and itself', () => {
    assert.equal(repositoryOwner('https://github.com/acme/app'), 'acme');
    assert.equal(repositoryOwner('https://gitlab.com/acme/ml/app'), 'acme');
    assert.equal(repositoryOwner('https://git.acme.example/scm/ml/app'), undefined);
    assert.equal(repositoryOwner('https://git.acme.example/app'), undefined);
    assert.equal(repositoryOwner('https://git.sr.ht/~jo/app'), undefined);
    assert.equal(repositoryName('https://gitlab.com/acme/ml/app'), 'app');
  });
});

describe('a licence by its text', () => {
  const changed = (text: string, old: string, replacement: string): string => {
    assert.ok(text.includes(old), old);
    return text.replace(old, replacement);
  };
  const bare = MIT.slice(MIT.indexOf('Permission'));
  const notice = APACHE.slice(APACHE.indexOf('Licensed under the Apache License'));
  const texts: Readonly<Record<string, readonly [string, string | undefined]>> = {
    MIT: [MIT, 'MIT'],
    ISC: [ISC, 'ISC'],
    '0BSD': [ZERO_BSD, '0BSD'],
    'BSD with two clauses': [BSD_2, 'BSD-2-Clause'],
    'BSD with three': [BSD_3, 'BSD-3-Clause'],
    Unlicense: [UNLICENSE, 'Unlicense'],
    Zlib: [ZLIB, 'Zlib'],
    Apache: [APACHE, 'Apache-2.0'],
    'Apache without its appendix': [APACHE.slice(0, APACHE.indexOf('APPENDIX')), 'Apache-2.0'],
    'Apache with its appendix filled in': [
      changed(APACHE, 'Copyright [yyyy] [name of copyright owner]', 'Copyright 2024 Acme GmbH'),
      'Apache-2.0',
    ],
    "Apache's notice": [`Copyright 2024 Acme\n\n${notice}`, 'Apache-2.0'],
    'GPL 3': [GPL_3, 'GPL-3.0'],
    'GPL 3 without how to apply it': [GPL_3.slice(0, GPL_3.indexOf('How to Apply')), 'GPL-3.0'],

    'other title, holders, lines, quotes': [
      `# The MIT License (MIT)\r\n\r\nCopyright © 2020-2024 Jo Doe <jo@acme.example>\r\n(c) 2024, Acme, Inc.\r\nAll rights reserved.\r\n\r\n${bare.replace(/\s+/g, ' ').replaceAll('"', '“')}`,
      'MIT',
    ],
    'as a quotation, in capitals': [bare.replace(/^/gm, '> ').toUpperCase(), 'MIT'],
    'other bullets': [BSD_3.replace(/^\d\./gm, '*'), 'BSD-3-Clause'],
    'other names where a licence leaves a place': [
      changed(BSD_3, 'the copyright holder nor the names of its', 'Acme nor the names of its').replace(
        'THE COPYRIGHT HOLDERS AND CONTRIBUTORS',
        'ACME',
      ),
      'BSD-3-Clause',
    ],

    'for some people only': [
      changed(MIT, 'furnished to do so,', 'furnished to do so, for academic research only,'),
      undefined,
    ],
    'fewer rights': [changed(MIT, 'sublicense, and/or sell', 'and'), undefined],
    'a term behind it': [`${MIT}\nOrganizations with more than 100 employees must buy a licence.\n`, undefined],
    'files that are not covered': [`${MIT}\nThe files in assets/ are not covered.\n`, undefined],
    'another licence for images': [`${MIT}\nImages are licensed under CC BY-NC 4.0.\n`, undefined],
    'a term in front of it': [`Outside ee/ this applies:\n\n${MIT}`, undefined],
    'a term beside the holder': [changed(MIT, '2024 Acme', '2024 Acme, for non-commercial use only'), undefined],
    'a sentence behind the holder': [changed(MIT, '2024 Acme', '2024 Acme. Students free, others pay'), undefined],
    'a term where a name belongs': [
      changed(BSD_3, 'SHALL THE COPYRIGHT HOLDER OR', 'SHALL THE COPYRIGHT HOLDER, WHOM ONLY SCHOOLS MAY NAME, OR'),
      undefined,
    ],
    'an extra clause of the X Consortium': [
      `${MIT}\nExcept as contained in this notice, the name of Acme …\n`,
      undefined,
    ],
    'a term behind Apache': [`${APACHE}\nADDITIONAL TERMS\n\nYou may not operate a multi-tenant service.\n`, undefined],
    'a term inside Apache': [
      changed(APACHE, '4. Redistribution.', '4. Redistribution is forbidden for competing SaaS.'),
      undefined,
    ],
    'two licences': [`${APACHE}\n${MIT}`, undefined],
    'a choice of two': [`MIT or BSD License\n\n${bare}`, undefined],
    'a nuclear clause': [`${BSD_3}\nYou acknowledge that it is not for any nuclear facility.\n`, undefined],
    'for some ends only': [
      changed(BSD_3, 'are permitted provided', 'for academic ends are permitted provided'),
      undefined,
    ],
    'except for companies': [
      changed(UNLICENSE, 'Anyone is free', 'Except for the logo and for companies, anyone is free'),
      undefined,
    ],
    'a term behind the GPL': [`${GPL_3}\n"Commons Clause" License Condition v1.0\n`, undefined],
    'the beginning only': ['GNU GENERAL PUBLIC LICENSE\n  Version 3, 29 June 2007\n', undefined],
    'all rights reserved': ['Copyright 2024 Acme. All rights reserved.', undefined],
    nothing: ['', undefined],
  };
  for (const [name, [text, id]] of Object.entries(texts)) it(name, () => assert.equal(identifyLicence(text)?.id, id));
});

describe('a licence by its name', () => {
  const names: Readonly<Record<string, string | undefined>> = {
    MIT: 'MIT',
    '(MIT OR Apache-2.0)': '(MIT OR Apache-2.0)',
    'The MIT License (MIT)': 'MIT',
    'apache-2.0': 'Apache-2.0',
    'Apache License, Version 2.0': 'Apache-2.0',
    'BSD 3-Clause': 'BSD-3-Clause',
    'GPLv3+': 'GPL-3.0-or-later',
    'GPL-3.0': 'GPL-3.0-only',
    'GPL-2.0+': 'GPL-2.0-or-later',
    'gpl-3.0-or-later': 'GPL-3.0-or-later',
    'gpl-3.0': 'GPL-3.0-only',
    'mit or apache-2.0': 'MIT OR Apache-2.0',
    GPLv3: undefined,
    BSD: undefined,
    'Apache Software License': undefined,
    Proprietary: undefined,
    UNLICENSED: undefined,
    '': undefined,
  };
  for (const [name, expression] of Object.entries(names))
    it(name || 'nothing', () => assert.equal(licenceExpression(name), expression));
});

describe('an organisation', () => {
  const known = ['bright-fold', 'Acme', 'jdoe'];
  const yes = [
    'Acme',
    'ACME',
    'Bright Fold',
    'Widget GmbH',
    'Widget, Inc.',
    'Widget AG',
    'Imaging Labs',
    'The Widget Team',
    'Brightfold Imaging Labs',
    'Universität Jena',
    'Widget e.V.',
    'Widget Project (https://widget.example)',
  ];
  const no = [
    'Jo Doe',
    'Jo Doe <jo@acme.example>',
    'jo@acme.example',
    '@jo,@al',
    'Ag Nes',
    'Ev Doe',
    'Jo Doe, Widget Team',
    'Jo Doe (Widget Inc)',
    'Jo Doe - Software Engineer',
    'Jo Doe / Platform Team',
    'Maria Co',
    'slack: #team-foo',
    'github.com/acme/project',
    'jdoe',
    'https://acme.example',
    '',
  ];
  for (const name of yes) it(name, () => assert.ok(isOrganisation(name, known)));
  for (const name of no) it(`not ${name || 'nothing'}`, () => assert.ok(!isOrganisation(name, known)));
});
