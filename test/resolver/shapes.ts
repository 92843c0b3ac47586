import type { Case } from '../rule-tester.ts';

const HEAD = '# harden target=cpu\nFROM python:3.11\n';
const PYTORCH = 'https://download.pytorch.org/whl';

const run = (lines: string, files?: Case['files']): Case => ({
  marked: `${HEAD}${lines}\n`,
  ...(files && { files }),
});
const REQUIREMENTS = 'COPY requirements.txt .\nRUN pip install -r requirements.txt';

/** Installs of a pinned PyTorch, each of which brings CUDA. */
export const pinned: Readonly<Record<string, Case>> = {
  'torch alone': run('RUN pip install torch==2.2.0'),
  'torch and others': run('RUN pip install torch==2.2.0 flask'),
  'torch and torchvision': run('RUN pip install torch==2.2.0 torchvision==0.17.0'),
  'torch in one command, torchvision in another': run(
    'RUN pip install torch==2.2.0\nRUN pip install torchvision==0.17.0',
  ),
  '===': run('RUN pip install torch===2.0.1'),
  '~=': run('RUN pip install "torch~=2.2.0" flask'),
  'python -m pip over several lines': run(
    'RUN python -m pip install \\\n    torch==2.0.1 \\\n    flask \\\n    && true',
  ),
  'exec form': run('RUN ["pip", "install", "torch==2.0.1", "flask"]'),
  'a heredoc': run('RUN <<EOF\nset -e\npip install torch==2.0.1 flask\nEOF'),
  'a requirements file': run(REQUIREMENTS, { 'requirements.txt': 'flask\ntorch==2.0.1\n' }),
  'nested files and constraints': run(REQUIREMENTS, {
    'requirements.txt': '-r more/base.txt\n-c constraints.txt\nflask\n',
    'more/base.txt': 'torch\n',
    'constraints.txt': 'torch==2.0.1\n',
  }),
  'constraints in ENV': run('COPY constraints.txt .\nENV PIP_CONSTRAINT=constraints.txt\nRUN pip install torch flask', {
    'constraints.txt': 'torch==2.0.1\n',
  }),
  'pip wheel': run('COPY requirements.txt .\nRUN pip wheel --no-cache-dir -w wheels -r requirements.txt', {
    'requirements.txt': 'flask\ntorch==2.0.1\n',
  }),
  'pip download': run('RUN pip download -d wheels torch==2.0.1 flask'),
  'a tag and its index': run(`RUN pip install torch==2.0.1+cu118 flask --extra-index-url ${PYTORCH}/cu118`),
  'an index without a tag': run(`RUN pip install torch==2.0.1 --index-url ${PYTORCH}/cu118`),
  'a tag and its index in a requirements file': run(REQUIREMENTS, {
    'requirements.txt': `--extra-index-url ${PYTORCH}/cu118\ntorch==2.0.1+cu118\nflask\n`,
  }),
  'the page of every build with a tag': run(`RUN pip install torch==1.9.0+cu111 -f ${PYTORCH}/torch_stable.html`),
  'the page of every build without': run(`RUN pip install torch==1.9.0 flask -f ${PYTORCH}/torch_stable.html`),
  'an index in ENV': run(`ENV PIP_EXTRA_INDEX_URL=${PYTORCH}/cu118\nRUN pip install torch==2.0.1 flask`),
  'an index in a pip.conf that the build writes': run(
    `ENV PIP_CONFIG_FILE=pip.conf\nRUN printf '[global]\\nextra-index-url = ${PYTORCH}/cu118\\n' > pip.conf\nRUN pip install torch==2.0.1 flask`,
  ),
  'an index in a pip.conf that is copied': run(
    'ENV PIP_CONFIG_FILE=pip.conf\nCOPY pip.conf .\nRUN pip install torch==2.0.1 flask',
    { 'pip.conf': `[global]\nextra-index-url =\n    ${PYTORCH}/cu118\n` },
  ),
  'the nightly index': run(`RUN pip install --pre torch==2.8.0.dev20250101 --index-url ${PYTORCH}/nightly/cu121`),
  'a wheel by its URL': run(`RUN pip install ${PYTORCH}/cu118/torch-2.0.1%2Bcu118-py3-none-any.whl`),
  'a package that requires torch, with a constraint': run(
    'COPY constraints.txt .\nRUN pip install sentence-transformers -c constraints.txt',
    { 'constraints.txt': 'torch==2.2.0\n' },
  ),
  'a package that requires torch': run('RUN pip install sentence-transformers'),
};

/** Pins of a CPU's build where nothing serves it. */
export const unserved: Readonly<Record<string, Case>> = {
  'a tag that only the CPU index has': run('RUN pip install torch==2.0.1+cpu flask'),
  'one in a constraints file': run('COPY constraints.txt .\nRUN pip install torch flask -c constraints.txt', {
    'constraints.txt': 'torch==2.0.1+cpu\n',
  }),
};

/** Installs that leave PyTorch's version open. */
export const floating: Readonly<Record<string, Case>> = {
  'torch and others, unpinned': run('RUN pip install torch flask'),
  'a range in a requirements file': run(REQUIREMENTS, { 'requirements.txt': 'flask\ntorch>=2\n' }),
  'a package that requires torch, unpinned': run('RUN pip install sentence-transformers'),
};

/** Where a later command takes another PyTorch than the CPU's that is there. */
export const replacing: Readonly<Record<string, Case>> = {
  'an old pin after the newest': run(`RUN pip install torch --index-url ${PYTORCH}/cpu\n${REQUIREMENTS}`, {
    'requirements.txt': 'torch==2.0.1\nflask\n',
  }),
  'a range that leaves the pin out': run(
    `RUN pip install torch==2.2.0 --index-url ${PYTORCH}/cpu\nRUN pip install "torch<2.1" flask`,
  ),
  'an eager upgrade': run(
    `RUN pip install torch==2.0.1 --index-url ${PYTORCH}/cpu\nRUN pip install -U --upgrade-strategy eager sentence-transformers`,
  ),
};

/** Where a later command leaves the CPU's PyTorch alone. */
export const keeping: Readonly<Record<string, Case>> = {
  'a range that has the pin': run(
    `RUN pip install torch==2.0.1 --index-url ${PYTORCH}/cpu\nRUN pip install "torch>=2,<2.1" flask`,
  ),
  'an upgrade of the newest': run(`RUN pip install torch --index-url ${PYTORCH}/cpu\nRUN pip install -U torch flask`),
  'an eager upgrade of the newest': run(
    `RUN pip install torch --index-url ${PYTORCH}/cpu\nRUN pip install -U --upgrade-strategy eager sentence-transformers`,
  ),
};
