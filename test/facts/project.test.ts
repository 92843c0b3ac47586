import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { licenceExpression } from '../../server/src/core/facts/project/licenceName.ts';
import { identifyLicence } from '../../server/src/core/facts/project/licenceText.ts';
import { isOrganisation } from '../../server/src/core/facts/project/organisation.ts';
import { repositoryName, repositoryOwner, repositoryUrl } from '../../server/src/core/facts/project/remote.ts';

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
  const grant =
    'Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated';
  const notice = 'The above copyright notice and this\n * permission notice shall be included';
  const bsd =
    'Redistribution and use in source and binary forms, with or without modification, are permitted: 1. Redistributions of source code … 2. Redistributions in binary form must reproduce …';
  const endorse = 'names may not be used to endorse or promote products derived from this software without permission';
  const fee =
    'Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted';
  const texts: readonly (readonly [string, string | undefined])[] = [
    [`The MIT License (MIT)\r\n\r\n> ${grant} … ${notice}`, 'MIT'],
    [`${grant} … to deal in the Software without restriction`, 'MIT-0'],
    [`${grant} … ${notice} … Except as contained in this notice, the name`, undefined],
    ['Apache License\n   Version 2.0, January 2004', 'Apache-2.0'],
    ['Licensed under the Apache License, Version 2.0 (the "License")', 'Apache-2.0'],
    [
      'Apache License Version 2.0, January 2004 … ---- LLVM Exceptions to the Apache 2.0 License ----',
      'Apache-2.0 WITH LLVM-exception',
    ],
    [bsd, 'BSD-2-Clause'],
    [`${bsd} 3. ${endorse}`, 'BSD-3-Clause'],
    [
      `${bsd} 3. All advertising materials mentioning features … includes software developed by … ${endorse}`,
      'BSD-4-Clause',
    ],
    [`${fee}, provided that the above copyright notice and this permission notice appear in all copies.`, 'ISC'],
    [`${fee}. THE SOFTWARE IS PROVIDED "AS IS"`, '0BSD'],
    ['Mozilla Public License Version 2.0\n====', 'MPL-2.0'],
    ['Eclipse Public License – v 2.0', 'EPL-2.0'],
    ['Boost Software License - Version 1.0 - August 17th, 2003', 'BSL-1.0'],
    ['This is free and unencumbered software released into the public domain.', 'Unlicense'],
    ['CC0 1.0 Universal', 'CC0-1.0'],
    [
      "This software is provided 'as-is' … 1. The origin of this software must not be misrepresented 2. Altered source versions must be plainly marked as such",
      'Zlib',
    ],
    ['GNU GENERAL PUBLIC LICENSE\n  Version 3, 29 June 2007', 'GPL-3.0'],
    ['GNU GENERAL PUBLIC LICENSE\n  Version 2, June 1991', 'GPL-2.0'],
    ['### GNU LESSER GENERAL PUBLIC LICENSE\n\nVersion 2.1, February 1999', 'LGPL-2.1'],
    ['GNU AFFERO GENERAL PUBLIC LICENSE\n Version 3, 19 November 2007 … GNU General Public License', 'AGPL-3.0'],
    [`${grant} … ${notice} … parts: Apache License, Version 2.0`, undefined],
    ['"Commons Clause" License Condition … Apache License, Version 2.0', undefined],
    ['Copyright Acme. All rights reserved.', undefined],
    [`Copyright (c) 2024 Acme\nAll rights reserved.\n\n${bsd}`, 'BSD-2-Clause'],
    ['End User Agreement. It contains parts under the Apache License, Version 2.0.', undefined],
    [`Acme is proprietary. Parts of it: ${grant} … ${notice}`, undefined],
    [`Outside ee/ this applies.\n${grant} … ${notice}`, undefined],
    [`MIT License\n\n${grant} … ${notice}. The directory ee/ is excluded.`, undefined],
    [`MIT License\n\n${grant} … ${notice}. It may not be used for commercial purposes.`, undefined],
    [`${grant} … ${notice}${' and another term'.repeat(80)}`, undefined],
    ['Acme is licensed under a modified version of the Apache License, Version 2.0', undefined],
    ['Functional Source License, Version 1.1, Apache License, Version 2.0 Future License', undefined],
    ['Creative Commons Attribution 4.0 International Public License', undefined],
    ['', undefined],
  ];
  for (const [text, id] of texts) it(`${id}: ${text.slice(0, 40)}`, () => assert.equal(identifyLicence(text)?.id, id));
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
