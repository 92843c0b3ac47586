import assert from 'node:assert/strict';
import { it } from 'node:test';
import { defaultConfig } from '../../server/src/core/config.ts';
import { lint } from '../../server/src/core/lint.ts';
import { livenessHealthcheck } from '../../server/src/core/rules/liveness-healthcheck.ts';
import { applyEdits } from '../../server/src/core/text/span.ts';
import { testRule } from '../rule-tester.ts';

const FASTAPI = `from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/ready")
def ready():
    return {"ready": True}
`;
const app = { 'app/main.py': FASTAPI };
/** A Dockerfile whose health check needs no start period. */
const probing = (command: string) => `FROM debian\nCOPY app/ app/\n«HEALTHCHECK» --start-period=5s CMD ${command}\n`;
const probed = (command: string) => probing(command).replace(/[«»]/g, '');
const silent = (command: string) => ({ marked: probed(command) });
/** A command whose /health becomes /ready, and no other character. */
const rewritten = (command: string) => ({
  marked: probing(command),
  fixed: probed(command.replaceAll('health', 'ready')),
  files: app,
});

testRule(livenessHealthcheck, {
  'the path and the start period of an image that loads models': {
    marked: `FROM python:3.11-slim AS builder
COPY requirements.txt .
RUN pip wheel --no-cache-dir --wheel-dir /wheels -r requirements.txt

FROM python:3.11-slim AS production
COPY --from=builder /wheels /wheels
COPY app/ ./app/
««HEALTHCHECK»» --interval=30s --timeout=10s --start-period=120s --retries=3 \\
    CMD curl -f http://localhost:8000/health || exit 1
CMD ["uvicorn", "app.main:app"]
`,
    fixed: `FROM python:3.11-slim AS builder
COPY requirements.txt .
RUN pip wheel --no-cache-dir --wheel-dir /wheels -r requirements.txt

FROM python:3.11-slim AS production
COPY --from=builder /wheels /wheels
COPY app/ ./app/
HEALTHCHECK --interval=30s --timeout=10s --start-period=180s --retries=3 \\
    CMD curl -f http://localhost:8000/ready || exit 1
CMD ["uvicorn", "app.main:app"]
`,
    path: 'docker/Dockerfile.cpu',
    files: { ...app, 'requirements.txt': 'fastapi\ntorch==2.0.1\n', 'docker/prepare.py': 'print("hello")\n' },
    says: ['app/main.py', 'torch in requirements.txt'],
    severities: ['warning', 'warning'],
  },
  'without sources in sight the path is for review': {
    marked: probing('curl -f http://localhost/health || exit 1'),
    reviewed: probed('curl -f http://localhost/ready || exit 1'),
    says: ['/ready'],
    severities: ['warning'],
  },
  'with sources that have no readiness route too': {
    marked: probing('curl -f http://localhost/health'),
    reviewed: probed('curl -f http://localhost/ready'),
    files: {
      'main.py': 'from fastapi import FastAPI\napp = FastAPI()\n@app.get("/health")\ndef health(): return "ok"\n',
    },
    says: ['no readiness route was found in 1 source file'],
  },
  'a liveness route that looks at the models keeps its probe': {
    marked: probing('curl -f http://localhost/health'),
    files: {
      'main.py': `@app.get("/health")
def health():
    if model is None:
        raise HTTPException(status_code=503)
    return "ok"
`,
    },
    severities: ['hint'],
    says: ['main.py looks at the models there'],
  },
  'what another route refuses says nothing about the liveness route': {
    marked: probing('curl -f http://localhost/health'),
    reviewed: probed('curl -f http://localhost/ready'),
    files: {
      'main.py': `@app.get("/health")
def health():
    return "ok"

@app.post("/predict")
def predict():
    if model is None:
        raise HTTPException(status_code=503)
`,
    },
    severities: ['warning'],
  },
  'the configured path': {
    marked: probing('curl -f http://localhost/api/livez?full=1'),
    reviewed: probed('curl -f http://localhost/api/readyz?full=1'),
  },
  'a path of the project’s own choice': {
    marked: probing('curl -f http://localhost/ping'),
    reviewed: probed('curl -f http://localhost/status/ready'),
    config: { healthcheck: { ...defaultConfig.healthcheck, readinessPath: '/status/ready' } },
  },
  'a liveness name that the project chose for readiness': {
    ...silent('curl -f http://localhost/health'),
    config: { healthcheck: { ...defaultConfig.healthcheck, readinessPath: '/health' } },
  },
  'a health check that reads the answer is for review': {
    marked: probing('wget -qO- http://localhost/health | grep -q UP'),
    reviewed: probed('wget -qO- http://localhost/ready | grep -q UP'),
    files: app,
  },
  'one that reads the status only is not': rewritten(
    `[ "$(curl -s -o /dev/null -w '%{http_code}' http://localhost/health)" = 200 ]`,
  ),
  'backticks in a condition': {
    marked: probing('if [ `wget -qO- http://localhost:8090/health | grep "UP"` ]; then exit 0; else exit 1; fi'),
    reviewed: probed('if [ `wget -qO- http://localhost:8090/ready | grep "UP"` ]; then exit 0; else exit 1; fi'),
  },
  'another host is not the application': {
    marked: probing('curl -f http://db:8000/health'),
    reviewed: probed('curl -f http://db:8000/ready'),
    says: ['such as /ready'],
    files: app,
  },
});

testRule(livenessHealthcheck, {
  'wget on the next line': rewritten('\\\n  wget --quiet --tries=1 --spider http://localhost:8000/health || exit 1'),
  'exec form': rewritten('["curl", "-f", "http://localhost:8000/health"]'),
  'a shell in exec form': rewritten('["sh", "-c", "curl -f \\"http://localhost:8000/health\\" || exit 1"]'),
  'a shell in shell form': rewritten(`bash -c 'curl -f http://localhost:$PORT/health'`),
  'no scheme': rewritten('curl -sf localhost:3000/health -o /dev/null'),
  'option values are no URLs': rewritten('curl -A check/live -H "Referer: http://x/live" -f http://localhost/health'),
  'an assignment in front': rewritten('http_proxy="" wget -q http://localhost:4400/health || exit 1'),
  HTTPie: rewritten('http --check-status GET :8000/health'),
  'the same URL by two tools': rewritten('curl -f http://localhost/health || wget -q http://localhost/health'),
  python: rewritten(
    `python -c "import urllib.request; urllib.request.urlopen('http://localhost:8000/health', timeout=3)"`,
  ),
  'python in exec form': rewritten(
    `["python", "-c", "import requests; requests.get(\\"http://localhost:8000/health\\").raise_for_status()"]`,
  ),
  'python with an f-string': rewritten(
    `python3 -c "import os, urllib.request as r; r.urlopen(f'http://localhost:{os.environ[\\"PORT\\"]}/health')"`,
  ),
  'python with an HTTP connection': rewritten(
    `python -c "import http.client as h; c = h.HTTPConnection('localhost', 80); c.request('GET', '/health'); exit(c.getresponse().status != 200)"`,
  ),
  'node with options': rewritten(
    `["node", "-e", "require('http').get({ host: 'localhost', port: 3000, path: '/health' }, (r) => process.exit(r.statusCode === 200 ? 0 : 1))"]`,
  ),
  'node with a joined string': rewritten(
    `node -e "fetch('http://localhost:' + (process.env.PORT || 3000) + '/health').then((r) => process.exit(r.ok ? 0 : 1))"`,
  ),
  'node with a template': rewritten(
    `node -e 'fetch(\`http://localhost:\${process.env.PORT ?? 3000}/health\`).then((r) => process.exit(+!r.ok))'`,
  ),
  ruby: rewritten(`ruby -rnet/http -e "exit Net::HTTP.get_response('localhost', '/health', 3000).code == '200'"`),
  php: rewritten(`php -r "exit(@get_headers('http://localhost/health')[0] ? 0 : 1);"`),
  'a request by hand': rewritten(`printf 'GET /health HTTP/1.0\\r\\n\\r\\n' > /dev/tcp/localhost/80`),
  'a program that takes a URL': rewritten('/bin/probe -url=http://127.0.0.1:8080/health'),
  'a variable of the shell': {
    marked: probing('URL=http://localhost:8000/health; curl -f "$URL"'),
    fixed: probed('URL=http://localhost:8000/ready; curl -f "$URL"'),
    files: app,
  },
  'a variable that two tools use': {
    marked: probing('URL=http://localhost:8000/health; curl -f "$URL" || wget -q "$URL"'),
    fixed: probed('URL=http://localhost:8000/ready; curl -f "$URL" || wget -q "$URL"'),
    files: app,
  },
  'variables in host, port and path': {
    marked: probing('curl --fail http://${HOST-localhost}:${PORT:-8181}/${BASE:-ws}/alive || exit 1'),
    reviewed: probed('curl --fail http://${HOST-localhost}:${PORT:-8181}/${BASE:-ws}/ready || exit 1'),
    says: ['/ws/alive'],
  },
  'a path that ENV holds': {
    marked: `FROM debian
ENV PORT=80 \\
    HEALTH_URL="/api/health"
«HEALTHCHECK» --start-period=5s CMD curl -s -f "http://127.0.0.1:\${PORT}\${HEALTH_URL}" || exit 1
`,
    reviewed: `FROM debian
ENV PORT=80 \\
    HEALTH_URL="/api/ready"
HEALTHCHECK --start-period=5s CMD curl -s -f "http://127.0.0.1:\${PORT}\${HEALTH_URL}" || exit 1
`,
    files: { 'main.py': FASTAPI.replaceAll('("/', '("/api/') },
  },
  PowerShell: {
    marked: `# escape=\`
FROM mcr.microsoft.com/windows/servercore
SHELL ["powershell", "-command"]
COPY app/ app/
«HEALTHCHECK» --start-period=5s CMD try { \`
    $r = iwr -useb http://localhost:8000/health; if ($r.StatusCode -eq 200) { exit 0 } else { exit 1 } \`
  } catch { exit 1 }
`,
    fixed: `# escape=\`
FROM mcr.microsoft.com/windows/servercore
SHELL ["powershell", "-command"]
COPY app/ app/
HEALTHCHECK --start-period=5s CMD try { \`
    $r = iwr -useb http://localhost:8000/ready; if ($r.StatusCode -eq 200) { exit 0 } else { exit 1 } \`
  } catch { exit 1 }
`,
    files: app,
  },
  'a path that ARG gives to ENV': {
    marked:
      'FROM debian\nARG ROUTE=health\nENV URL=http://localhost/$ROUTE\n«HEALTHCHECK» --start-period=5s CMD curl -f $URL\n',
    reviewed:
      'FROM debian\nARG ROUTE=ready\nENV URL=http://localhost/$ROUTE\nHEALTHCHECK --start-period=5s CMD curl -f $URL\n',
  },
  'a path that ARG alone has is gone in the container': {
    marked: 'FROM debian\nARG ROUTE=health\nHEALTHCHECK --start-period=5s CMD curl -f http://localhost/$ROUTE\n',
  },
  'a segment that only the container can tell': {
    marked: probing('curl -f "http://localhost$PREFIX/$NAME/health"'),
    reviewed: probed('curl -f "http://localhost$PREFIX/$NAME/ready"'),
    says: ['/…/health'],
  },
  'a word split by a continuation': {
    marked: probing('curl -f http://localhost/hea\\\nlth'),
    files: app,
  },
  'scripts and files are no URL paths': silent('/usr/local/bin/health || test -f /tmp/live && node health'),
  'a file that a script reads': silent(`node -e "require('fs').readFileSync('/tmp/health')"`),
  'other paths': silent('curl -f http://localhost:8080/ && wget -q http://localhost/status'),
  'readiness paths': silent(
    'curl -f http://localhost/health/ready && curl -f http://localhost/actuator/health/readiness',
  ),
  'liveness beside readiness': silent('curl -f http://localhost/health && curl -f http://localhost/ready'),
  'a query is no path': silent('curl -f http://localhost/?check=/health'),
  'a live folder': silent('curl -f http://localhost/live/stream.m3u8'),
  'what only the container can tell': silent('curl -f `cat /url` && curl -f $(cat /health) && curl -f "$URL"'),
  'a server that has no readiness route': {
    marked: probing('curl --fail http://localhost:8501/_stcore/health'),
    says: ['Streamlit'],
    severities: ['hint'],
  },
  'Elasticsearch that waits': silent("curl -f 'http://localhost:9200/_cluster/health?wait_for_status=yellow'"),
  'Elasticsearch that does not': {
    marked: probing('curl -f http://localhost:9200/_cluster/health'),
    says: ['wait_for_status'],
    severities: ['hint'],
  },
  'Vault answers 503 until it is ready': silent('curl -f http://127.0.0.1:8200/v1/sys/health?standbyok=true'),
  'a path that only ends like theirs': {
    marked: probing('curl -f http://localhost/my/v1/sys/health'),
    reviewed: probed('curl -f http://localhost/my/v1/sys/ready'),
  },
  'one part of the application': {
    marked: probing('curl -f http://localhost/actuator/health/db'),
    says: ['asks about db alone'],
    severities: ['hint'],
  },
  'a part that only the actuator’s path gives away': {
    marked: probing('curl -f http://localhost/actuator/health/payments'),
    says: ['asks about payments alone'],
    severities: ['hint'],
  },
  'the actuator says more than that the process answers': {
    marked: probing('curl -f http://localhost/actuator/health'),
    reviewed: probed('curl -f http://localhost/actuator/health/readiness'),
    says: ['reports the parts'],
  },
  'a query that asks for readiness': {
    marked: probing('curl -f "http://localhost/health?ready=1#x"'),
    says: ['?ready=1'],
    severities: ['hint'],
    files: app,
  },
  'the program of a third-party image': {
    marked:
      'FROM grafana/grafana:11\nCOPY x.ini /etc/\n«HEALTHCHECK» --start-period=5s CMD curl -f http://localhost:3000/api/health\n',
    says: ['the program of grafana/grafana:11'],
    severities: ['hint'],
  },
});

/** A program that the image gets from elsewhere, with its settings from the project. */
const vendored = (path: string) =>
  `FROM alpine\nADD https://example.com/proxy /bin/proxy\nRUN chmod +x /bin/proxy\nCOPY proxy.cfg entrypoint.sh /\n«HEALTHCHECK» --start-period=5s CMD wget -qO /dev/null http://127.0.0.1:4180${path}\n`;

testRule(livenessHealthcheck, {
  'a program that the project did not write': {
    marked: vendored('/ping'),
    says: ['nothing here says which routes'],
    severities: ['hint'],
  },
  'one with a path that comes in pairs': {
    marked: vendored('/-/healthy'),
    reviewed: vendored('/-/ready').replace(/[«»]/g, ''),
    says: ['such as /-/ready'],
  },
  'a page': {
    marked: probing('curl -f http://localhost/api/health.php'),
    reviewed: probed('curl -f http://localhost/api/ready'),
  },
  'another name for alive': {
    marked: probing('curl -f http://localhost/isalive'),
    reviewed: probed('curl -f http://localhost/ready'),
  },
  'a status': {
    marked: probing('curl -f http://localhost/health-status'),
    reviewed: probed('curl -f http://localhost/ready'),
  },
  'a page that says ready': silent('curl -f http://localhost/ready.php'),
});

testRule(livenessHealthcheck, {
  'only the last one of a stage counts': {
    marked: `FROM debian
HEALTHCHECK CMD curl -f http://localhost/health
HEALTHCHECK --start-period=5s CMD curl -f http://localhost/
`,
  },
  'NONE is respected': { marked: 'FROM debian\nHEALTHCHECK CMD curl -f http://localhost/health\nHEALTHCHECK NONE\n' },
  'NONE in a stage that inherits': {
    marked: 'FROM debian AS base\nHEALTHCHECK CMD curl -f http://localhost/health\nFROM base\nhealthcheck none\n',
  },
  'the one of a base stage is inherited, and reported once': {
    marked: `FROM debian AS base
«HEALTHCHECK» CMD curl -f http://localhost/
FROM base AS one
FROM base AS two
RUN pip install torch
`,
    fixed: `FROM debian AS base
HEALTHCHECK --start-period=180s CMD curl -f http://localhost/
FROM base AS one
FROM base AS two
RUN pip install torch
`,
  },
  ONBUILD: {
    marked: `FROM debian
ONBUILD «HEALTHCHECK» CMD curl -f http://localhost/
HEALTHCHECK --start-period=1m CMD curl -f http://localhost/
`,
    fixed: `FROM debian
ONBUILD HEALTHCHECK --start-period=30s CMD curl -f http://localhost/
HEALTHCHECK --start-period=1m CMD curl -f http://localhost/
`,
    severities: ['hint'],
  },
  'broken ones belong to another rule': {
    marked:
      'FROM debian\nHEALTHCHECK\nFROM debian\nHEALTHCHECK CMD\nFROM debian\nHEALTHCHECK curl http://localhost/health\n',
  },
  'a suppressed one': {
    marked: 'FROM debian\n# harden ignore=liveness-healthcheck\nHEALTHCHECK CMD curl -f http://localhost/health\n',
  },
});

const started = (options: string) => `FROM debian\n«HEALTHCHECK» ${options} CMD /check.sh\n`;
const starting = (before: string, after: string) => ({
  marked: started(before),
  fixed: started(after).replace(/[«»]/g, ''),
});

testRule(livenessHealthcheck, {
  'no option': {
    marked: 'FROM debian\n«HEALTHCHECK» CMD /check.sh\n',
    fixed: 'FROM debian\nHEALTHCHECK --start-period=30s CMD /check.sh\n',
    severities: ['hint'],
  },
  'no option, and the command on the next line': {
    marked: 'FROM debian\n«HEALTHCHECK» \\\n  CMD /check.sh\n',
    fixed: 'FROM debian\nHEALTHCHECK --start-period=30s \\\n  CMD /check.sh\n',
  },
  'options on one line': starting('--interval=5s   --retries=3', '--interval=5s   --retries=3 --start-period=30s'),
  'options on the line in front of the command': starting(
    '--interval=5s \\\n ',
    '--interval=5s --start-period=30s \\\n ',
  ),
  'an option a line': starting(
    '\\\n    --interval=5s \\\n    --retries=3 \\\n   ',
    '\\\n    --interval=5s \\\n    --retries=3 \\\n    --start-period=30s \\\n   ',
  ),
  'the last option on the command’s line': starting(
    '\\\n    --interval=5s \\\n    --retries=3',
    '\\\n    --interval=5s \\\n    --retries=3 --start-period=30s',
  ),
  'CRLF and tabs': {
    marked: 'FROM debian\r\n«HEALTHCHECK» \\\r\n\t--interval=5s \\\r\n\t--retries=3 \\\r\n\tCMD /check.sh\r\n',
    fixed:
      'FROM debian\r\nHEALTHCHECK \\\r\n\t--interval=5s \\\r\n\t--retries=3 \\\r\n\t--start-period=30s \\\r\n\tCMD /check.sh\r\n',
  },
  'another escape character': {
    marked: '# escape=`\nFROM windows\n«HEALTHCHECK» --interval=5s `\n --retries=3 `\n CMD check\n',
    fixed: '# escape=`\nFROM windows\nHEALTHCHECK --interval=5s `\n --retries=3 `\n --start-period=30s `\n CMD check\n',
  },
  'a misspelt period': { marked: 'FROM debian\nHEALTHCHECK --start_period=10s CMD /check.sh\n' },
  'a misspelt period of nothing': starting('--startperiod=0s', '--start-period=30s'),
  'a period behind CMD': { marked: 'FROM debian\nHEALTHCHECK CMD --interval=30s --start-period=3s /check.sh\n' },
  'two periods of nothing': {
    marked: 'FROM debian\n«HEALTHCHECK» --start_period=0 --start-period=0 CMD /check.sh\n',
  },
  'an empty period': starting('--start-period=', '--start-period=30s'),
  zero: starting('--start-period=0s --retries=3', '--start-period=30s --retries=3'),
  'zero without a unit': starting('--start-period=0', '--start-period=30s'),
  'a value that stands apart': starting('--start-period 0s --retries 3', '--start-period=30s --retries 3'),
  'any period of an image without models': { marked: 'FROM debian\nHEALTHCHECK --start-period=500ms CMD /check.sh\n' },
  'a comment between the options': starting(
    '--interval=5s \\\n# how often\n  --retries=3 \\\n ',
    '--interval=5s \\\n# how often\n  --retries=3 \\\n  --start-period=30s \\\n ',
  ),
  'no period at all is wanted': {
    marked: 'FROM debian\nHEALTHCHECK CMD /check.sh\n',
    config: { healthcheck: { ...defaultConfig.healthcheck, startPeriod: 0 } },
  },
  'a value that is no duration': { marked: 'FROM debian\nHEALTHCHECK --start-period=soon CMD /check.sh\n' },
});

testRule(livenessHealthcheck, {
  'a start interval is offered behind the start period where the syntax has it': {
    marked: '# syntax=docker/dockerfile:1\nFROM debian\n«HEALTHCHECK» --interval=2s CMD /check.sh\n',
    fixed: '# syntax=docker/dockerfile:1\nFROM debian\nHEALTHCHECK --interval=2s --start-period=30s CMD /check.sh\n',
  },
});

it('a start interval keeps the pace of a short interval, and needs a syntax that knows it', () => {
  const titles = (syntax: string, options: string) =>
    lint({ text: `# syntax=${syntax}\nFROM debian\nHEALTHCHECK${options} CMD /check.sh\n` }, [
      livenessHealthcheck,
    ]).diagnostics.flatMap(({ fixes = [] }) => fixes.map(({ title }) => title));
  const both = (seconds: number) => [
    'Set --start-period=30s',
    `Set --start-period=30s and --start-interval=${seconds}s`,
  ];
  assert.deepEqual(titles('docker/dockerfile:1', ' --interval=2s'), both(2));
  assert.deepEqual(titles('docker/dockerfile:1.7-labs', ' --interval=1m'), both(5));
  assert.deepEqual(titles('docker/dockerfile:1.5', ''), ['Set --start-period=30s']);
  assert.deepEqual(titles('docker/dockerfile:1', ' --start-interval=1s'), ['Set --start-period=30s']);
  const text = '# syntax=docker/dockerfile:1\nFROM debian\nHEALTHCHECK --interval=2s --start-period=0s CMD /check.sh\n';
  const [, fix] = lint({ text }, [livenessHealthcheck]).diagnostics[0]!.fixes!;
  assert.equal(
    applyEdits(text, fix!.edits(new Map())),
    text.replace('--start-period=0s', '--start-period=30s --start-interval=2s'),
  );
});

const models = (period: string, setup: string) => `FROM python\n${setup}\n«HEALTHCHECK» ${period}CMD /check.sh\n`;
const loading = (setup: string, files: Readonly<Record<string, string>> = {}) => ({
  marked: models('', setup),
  fixed: models('--start-period=180s ', setup).replace(/[«»]/g, ''),
  severities: ['warning'] as const,
  files,
});
const notLoading = (setup: string, files: Readonly<Record<string, string>> = {}) => ({
  ...loading(setup, files),
  fixed: models('--start-period=30s ', setup).replace(/[«»]/g, ''),
  severities: ['hint'] as const,
});
const enough = (period: string) => ({
  marked: models(`--start-period=${period} `, 'RUN pip install torch').replace(/[«»]/g, ''),
});
const short = (period: string) => ({
  marked: models(`--start-period=${period} `, 'RUN pip install torch'),
  fixed: models('--start-period=180s ', 'RUN pip install torch').replace(/[«»]/g, ''),
  says: [period],
});

testRule(livenessHealthcheck, {
  'three minutes': enough('3m'),
  'three minutes in seconds and more': enough('2m60s'),
  'part of an hour': enough('.05h'),
  'a minute and a half': short('1m30s'),
  'less than an hour': short('0.04h'),
  milliseconds: short('179999ms'),
  'pip install': loading('RUN pip install --no-cache-dir "sentence-transformers>=2" flask'),
  'python -m pip': loading('RUN python3 -m pip install torch==2.0.1+cpu'),
  uv: loading('RUN uv pip install --system onnxruntime'),
  conda: loading('RUN conda install -y pytorch cpuonly -c pytorch'),
  'a copied requirements file by another name': loading(
    'COPY docker/requirements-cpu.txt /tmp/requirements.txt\nRUN pip install -r /tmp/requirements.txt',
    { 'docker/requirements-cpu.txt': 'Flask\nTransformers[torch]==4.40 ; python_version > "3.8"\n' },
  ),
  'a requirements file that another one names': loading('COPY . .\nRUN pip install -r requirements/prod.txt', {
    'requirements/prod.txt': '-r base.txt\n',
    'requirements/base.txt': 'torch\n',
  }),
  'pyproject.toml': loading('COPY . .\nRUN uv sync', {
    'pyproject.toml': '[project]\ndependencies = ["ultralytics>=8"]\n',
  }),
  'package.json': loading('COPY . .\nRUN npm ci', {
    'package.json': '{ "dependencies": { "onnxruntime-node": "^1" } }',
  }),
  'a model that the build downloads': loading('RUN wget https://example.com/weights/model.onnx'),
  'a library that downloads one': loading(`RUN python -c "from x import AutoModel; AutoModel.from_pretrained('y')"`),
  ENV: loading('ENV HF_HOME=/models'),
  'a path in ENV': loading('ENV MODEL_PATH=/models/x'),
  'a poetry table': loading('COPY . .\nRUN poetry install', {
    'pyproject.toml':
      '[tool.poetry.dependencies]\npython = "^3.11"\ntorch = "^2"\n\n[tool.poetry.group.dev.dependencies]\nx = "1"\n',
  }),
  'weights by an option': loading('RUN python export.py --weights=yolov8n.pt && rm -f x'),
  'a stage that files are copied from': {
    marked:
      'FROM python AS models\nRUN pip install rembg\nFROM python\nCOPY --from=models /m /m\n«HEALTHCHECK» CMD /check.sh\n',
    says: ['180s'],
    fixed:
      'FROM python AS models\nRUN pip install rembg\nFROM python\nCOPY --from=models /m /m\nHEALTHCHECK --start-period=180s CMD /check.sh\n',
  },
  'a stage that has nothing to do with it': {
    marked: 'FROM python AS test\nRUN pip install torch\nFROM debian\n«HEALTHCHECK» CMD /check.sh\n',
    fixed: 'FROM python AS test\nRUN pip install torch\nFROM debian\nHEALTHCHECK --start-period=30s CMD /check.sh\n',
  },
  'a model image': {
    marked: 'FROM ollama/ollama:0.5\n«HEALTHCHECK» --start-period=1m CMD ollama list\n',
    fixed: 'FROM ollama/ollama:0.5\nHEALTHCHECK --start-period=180s CMD ollama list\n',
  },
  'a host that ends like a model': notLoading('RUN curl -fsS https://cdn.sapo.pt/tool.tgz https://sapo.pt | cat'),
  'a language': notLoading('RUN cat locale/messages.pt.json'),
  'a model that another service runs': notLoading(
    'ENV MODEL_NAME=gpt-4o MODEL_PROVIDER=openai MODEL_SERVER_URL=http://models:80/v1',
  ),
  'another registry’s package of the name': notLoading('RUN npm install accelerate'),
  'what is uninstalled': notLoading('RUN pip uninstall -y torch'),
  'what package.json talks about': notLoading('COPY . .\nRUN npm ci', {
    'package.json':
      '{ "description": "like keras", "keywords": ["keras"], "dependencies": { "keras": "1" }, "devDependencies": { "onnxruntime-node": "1" } }',
  }),
  'what pyproject.toml does not need to run': notLoading('COPY . .\nRUN pip install .', {
    'pyproject.toml':
      '[project]\nkeywords = ["torch"]\ndependencies = ["uvicorn[standard]", "flask"]\n[project.optional-dependencies]\ndev = ["torch"]\n[dependency-groups]\ndev = ["torch"]\n',
  }),
  'names that only look alike': notLoading('RUN pip install torchmetrics-stub cisco-torch pytorch-lightning-docs'),
  'a requirements file of another image': notLoading('RUN pip install flask', { 'requirements.txt': 'torch\n' }),
  'a commented requirement': notLoading('RUN pip install -r requirements.txt', {
    'requirements.txt': '# torch\nflask\n',
  }),
});
