import { brokenHealthcheck } from '../../server/src/core/rules/broken-healthcheck.ts';
import { type Case, testRule } from '../rule-tester.ts';

/** What a HEALTHCHECK of Debian becomes. */
const written = (marked: string, fixed?: string, rest: Partial<Case> = {}): Case => ({
  marked: `FROM debian:12\nRUN apt-get install -y curl\n${marked}\n`,
  ...(fixed !== undefined && { fixed: `FROM debian:12\nRUN apt-get install -y curl\n${fixed}\n` }),
  ...rest,
});

testRule(brokenHealthcheck, {
  'nothing wrong': written(
    'HEALTHCHECK --interval=1m30s --timeout=0 --retries=3 CMD curl -f http://localhost/ || exit 1',
  ),
  'a misspelt option': written(
    'HEALTHCHECK «--timout=5s» --retries=3 CMD /check',
    'HEALTHCHECK --timeout=5s --retries=3 CMD /check',
    { severities: ['warning'], says: ['--timeout'] },
  ),
  'an option with underscores': written(
    'HEALTHCHECK «--start_period=5s» CMD /check',
    'HEALTHCHECK --start-period=5s CMD /check',
  ),
  'an unknown option': written('HEALTHCHECK «--user=root» CMD /check', undefined, { says: ['it knows --interval'] }),
  'a value that stands apart': written(
    'HEALTHCHECK «--interval 5s» CMD /check',
    'HEALTHCHECK --interval=5s CMD /check',
  ),
  'no value': written('HEALTHCHECK «--interval» CMD /check'),
  'no unit': {
    marked: 'FROM debian\nHEALTHCHECK «--interval=30» CMD /check\n',
    reviewed: 'FROM debian\nHEALTHCHECK --interval=30s CMD /check\n',
  },
  'no duration': written('HEALTHCHECK «--interval=5min» «--timeout=soon» CMD /check'),
  'below a millisecond': written('HEALTHCHECK «--interval=500us» «--timeout=-1s» --start-period=0s CMD /check'),
  'a variable': written('HEALTHCHECK «--interval=${INTERVAL}» CMD /check', undefined, {
    says: ['expands no variables'],
  }),
  retries: written('HEALTHCHECK «--retries=3x» CMD /check'),
  'an option that the syntax is too old for': {
    marked: '# syntax=docker/dockerfile:1.5\nFROM debian\nHEALTHCHECK «--start-interval=5s» CMD /check\n',
  },
  'an option that the syntax knows': {
    marked: '# syntax=docker/dockerfile:1.6\nFROM debian\nHEALTHCHECK --start-interval=5s CMD /check\n',
  },
  'no CMD': written('«HEALTHCHECK» --retries=3 \\\n  /check.sh', 'HEALTHCHECK --retries=3 \\\n  CMD /check.sh'),
  'no command': written('«HEALTHCHECK» --retries=3 CMD', undefined, { says: ['has no command'] }),
  'a line that does not go on': {
    marked: 'FROM debian\n«HEALTHCHECK» --interval=5m --timeout=3s\n  CMD pg_isready || exit 1\nCMD ["serve"]\n',
    reviewed: 'FROM debian\nHEALTHCHECK --interval=5m --timeout=3s \\\n  CMD pg_isready || exit 1\nCMD ["serve"]\n',
  },
  'a line that ends before the image’s own command': written('«HEALTHCHECK» --interval=5m\nCMD ["serve"]'),
  nothing: written('«healthcheck»'),
  NONE: written('HEALTHCHECK NONE'),
  'NONE with more': written('«HEALTHCHECK» NONE CMD /check'),
  'options behind CMD': written(
    'HEALTHCHECK --retries=3 CMD «--interval=5m --timeout=3s» /check',
    'HEALTHCHECK --retries=3 --interval=5m --timeout=3s CMD /check',
  ),
  'an option behind CMD that is given in front of it too': written(
    'HEALTHCHECK --interval=10s CMD «--interval=30s» curl -f http://localhost/',
    undefined,
    { says: ['keep one --interval'] },
  ),
  'a misspelt option behind CMD': written(
    'HEALTHCHECK CMD «--start_period=3s» /check',
    'HEALTHCHECK --start-period=3s CMD /check',
  ),
  'a misspelt option whose right one is given': written(
    'HEALTHCHECK «--start_period=10s» --start-period=5s CMD /check',
    undefined,
    { says: ['keep one --start-period'] },
  ),
  'an option twice': written('HEALTHCHECK --interval=5s «--interval=6s» CMD /check', undefined, {
    says: ['given twice'],
  }),
  'an option twice, once apart': written('HEALTHCHECK «--interval 5s» «--interval=6s» CMD /check', undefined),
  'empty values': written('HEALTHCHECK --interval= --retries= CMD /check'),
  'an empty array': written('«HEALTHCHECK» CMD []', undefined, { says: ['has no command'] }),
  'a duration with a blank': written('«HEALTHCHECK» --interval=1m 30s --timeout=3s CMD true', undefined, {
    says: ['30s stands where'],
  }),
  'a misspelt limit that ends the check first': {
    marked: 'FROM company/base\nHEALTHCHECK «--time-out=5s» CMD «curl -f -m 60 http://localhost/»\n',
    fixed: 'FROM company/base\nHEALTHCHECK --timeout=5s CMD curl -f -m 60 http://localhost/\n',
    reviewed: 'FROM company/base\nHEALTHCHECK --timeout=61s CMD curl -f -m 60 http://localhost/\n',
  },
  'several in one stage': {
    marked: `FROM debian AS base
«HEALTHCHECK» CMD /one
  # about two
  «HEALTHCHECK» --interval=5s \\
    CMD /two
HEALTHCHECK CMD /three
ONBUILD HEALTHCHECK CMD /four
FROM base
HEALTHCHECK CMD /five
`,
    fixed: `FROM debian AS base
  # about two
HEALTHCHECK CMD /three
ONBUILD HEALTHCHECK CMD /four
FROM base
HEALTHCHECK CMD /five
`,
    severities: ['information', 'information'],
  },
  'a suppressed one': written('# harden ignore=broken-healthcheck because\nHEALTHCHECK --retries=x CMD /check'),
});

testRule(brokenHealthcheck, {
  'an array in single quotes': written(
    `HEALTHCHECK CMD «['curl', '-f', 'http://localhost/']»`,
    'HEALTHCHECK CMD ["curl", "-f", "http://localhost/"]',
    { severities: ['warning'], says: ['test command'] },
  ),
  'an array with something behind it': written(
    'HEALTHCHECK CMD «[ "curl", "-f", "http://localhost/" ] || exit 1»',
    'HEALTHCHECK CMD ["curl", "-f", "http://localhost/"]',
  ),
  'an array that cannot be told': written('HEALTHCHECK CMD «["curl", "-f", "http://localhost/$X"] && true»'),
  'a test command': written('HEALTHCHECK CMD [ "$(cat /state)" = "ok" ] || exit 1'),
  'an operator in an array': written(
    'HEALTHCHECK CMD ["curl", "-f", "http://localhost/", "«||»", "exit", "1"]',
    'HEALTHCHECK CMD ["curl", "-f", "http://localhost/"]',
    { says: ['curl gets || as an argument'] },
  ),
  'an operator and what follows in one string': written(
    'HEALTHCHECK CMD ["curl", "-f", "http://localhost/", "«|| exit 1»"]',
    'HEALTHCHECK CMD ["curl", "-f", "http://localhost/"]',
  ),
  'a pipe in an array': written('HEALTHCHECK CMD ["curl", "-f", "http://localhost/", "«|»", "grep", "ok"]'),
  'an array of Compose': written(
    'HEALTHCHECK CMD ["«CMD»", "curl", "-f", "http://localhost/"]',
    'HEALTHCHECK CMD ["curl", "-f", "http://localhost/"]',
  ),
  'an array of Compose for a shell': written(
    'HEALTHCHECK CMD ["«CMD-SHELL»", "curl -f http://localhost/ || exit 1"]',
    'HEALTHCHECK CMD curl -f http://localhost/ || exit 1',
  ),
  'a command line in one string': written(
    'HEALTHCHECK CMD ["«curl -f http://localhost/ || exit 1»"]',
    'HEALTHCHECK CMD curl -f http://localhost/ || exit 1',
  ),
  'the keyword of Compose': written(
    '«HEALTHCHECK» CMD-SHELL curl -f http://localhost/',
    'HEALTHCHECK CMD curl -f http://localhost/',
  ),
  'an array for a shell': written('HEALTHCHECK CMD ["sh", "-c", "curl -f http://localhost/ || exit 1"]'),
  'a variable in an array': {
    marked:
      'FROM debian:12\nRUN apt-get install -y curl\nENV PORT=80\nHEALTHCHECK CMD ["curl", "-f", "«http://localhost:$PORT/»"]\n',
    fixed:
      'FROM debian:12\nRUN apt-get install -y curl\nENV PORT=80\nHEALTHCHECK CMD curl -f "http://localhost:$PORT/"\n',
  },
  'a variable in an array that only the container has': {
    marked: 'FROM company/base\nHEALTHCHECK CMD ["curl", "-f", "«http://localhost:${PORT}/»"]\n',
    reviewed: 'FROM company/base\nHEALTHCHECK CMD curl -f "http://localhost:${PORT}/"\n',
  },
  'no shell': {
    marked: 'FROM scratch\nCOPY server /server\nHEALTHCHECK CMD «/server health --quiet || exit 1»\n',
    fixed: 'FROM scratch\nCOPY server /server\nHEALTHCHECK CMD ["/server", "health", "--quiet"]\n',
    says: ['scratch has no shell'],
  },
  'no shell, and more than one command': {
    marked:
      'FROM gcr.io/distroless/static-debian12\nCOPY server /server\nHEALTHCHECK CMD «/server health | /server check»\n',
  },
  'an array needs no shell': { marked: 'FROM scratch\nCOPY server /server\nHEALTHCHECK CMD ["/server", "health"]\n' },
  'a debug image has a shell': {
    marked: 'FROM gcr.io/distroless/static-debian12:debug\nHEALTHCHECK CMD wget -q -O /dev/null http://127.0.0.1/\n',
  },
  'a root that is copied': { marked: 'FROM scratch\nCOPY --from=x / /\nHEALTHCHECK CMD /server health\n' },
  'a shell that is copied': { marked: 'FROM scratch\nCOPY --from=x /bin/sh /bin/sh\nHEALTHCHECK CMD /server health\n' },
});

/** A health check that asks with a program which the image does not have. */
const missing = (image: string, before: string, after: string | undefined, rest: Partial<Case> = {}): Case => ({
  marked: `FROM ${image}\nHEALTHCHECK CMD ${before}\n`,
  ...(after !== undefined && { reviewed: `FROM ${image}\nHEALTHCHECK CMD ${after}\n` }),
  severities: ['warning'],
  ...rest,
});
const PYTHON = (url: string) => `python -c "import urllib.request; urllib.request.urlopen('${url}')"`;
const NODE = (url: string) =>
  `node -e "require('http').get('${url}', (r) => process.exit(r.statusCode < 400 ? 0 : 1)).on('error', () => process.exit(1))"`;

testRule(brokenHealthcheck, {
  'python slim': missing(
    'python:3.12-slim',
    '«curl» -f http://localhost:8000/ready || exit 1',
    `${PYTHON('http://localhost:8000/ready')} || exit 1`,
    { says: ['python:3.12-slim has no curl'] },
  ),
  'python slim with a timeout and a variable': missing(
    'python:3.12-slim-bookworm',
    '«curl» -fsS -m 3 "http://localhost:${PORT:-8000}/ready" > /dev/null',
    `python -c "import urllib.request; urllib.request.urlopen('http://localhost:\${PORT:-8000}/ready', timeout=3)" > /dev/null`,
  ),
  'python slim in an array': missing(
    'python:3.12-slim',
    '["«curl»", "-f", "http://localhost:8000/ready"]',
    `["python", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8000/ready')"]`,
  ),
  'a shell in an array': missing(
    'python:3.12-slim',
    '["sh", "-c", "«curl» -f http://localhost:$PORT/ready || exit 1"]',
    `["sh", "-c", "python -c \\"import urllib.request; urllib.request.urlopen('http://localhost:$PORT/ready')\\" || exit 1"]`,
  ),
  'node slim': missing(
    'node:22-slim',
    '«wget» -q --spider localhost:3000/ || exit 1',
    `${NODE('http://127.0.0.1:3000/')} || exit 1`,
  ),
  'curl that follows in python slim': missing(
    'python:3.12-slim',
    '«curl» -fL http://localhost/',
    PYTHON('http://localhost/'),
  ),
  'curl that follows in node slim': {
    marked: 'FROM node:22-slim\nHEALTHCHECK CMD «curl» -fL http://localhost/\n',
    reviewed:
      'FROM node:22-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\nHEALTHCHECK CMD curl -fL http://localhost/\n',
  },
  'node in an earlier slim image may have both': {
    marked: 'FROM node:8-slim\nHEALTHCHECK CMD curl -f http://localhost/\n',
  },
  'node of a version that only the build knows': {
    marked: 'ARG V\nFROM node:${V}-slim\nHEALTHCHECK CMD curl -f http://localhost/\n',
  },
  'ruby slim': missing(
    'ruby:3.3-slim',
    '«curl» -f http://127.0.0.1/up',
    `ruby -rnet/http -e "exit Net::HTTP.get_response(URI('http://127.0.0.1/up')).code.to_i < 400"`,
  ),
  alpine: missing(
    'alpine:3.20',
    '«curl» -f http://127.0.0.1/ || exit 1',
    'wget -q -O /dev/null http://127.0.0.1/ || exit 1',
  ),
  'alpine with a variable': missing(
    'node:22-alpine',
    '«curl» --fail --max-time 2 http://127.0.0.1:$PORT/ || exit 1',
    'wget -q -O /dev/null "http://127.0.0.1:$PORT/" || exit 1',
  ),
  'what another client does not know is installed': {
    marked: 'FROM python:3.12-slim\nUSER app\nHEALTHCHECK CMD «curl» -f -H "Host: x" http://localhost/\n',
    reviewed:
      'FROM python:3.12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\nUSER app\nHEALTHCHECK CMD curl -f -H "Host: x" http://localhost/\n',
  },
  'Debian has nothing to ask with': {
    marked: 'FROM debian:12-slim\nHEALTHCHECK CMD «curl» -f http://localhost/\n',
    reviewed:
      'FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\nHEALTHCHECK CMD curl -f http://localhost/\n',
  },
  '.NET': {
    marked: 'FROM mcr.microsoft.com/dotnet/aspnet:8.0\nHEALTHCHECK CMD «curl» -f http://localhost:8080/healthz\n',
    reviewed:
      'FROM mcr.microsoft.com/dotnet/aspnet:8.0\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\nHEALTHCHECK CMD curl -f http://localhost:8080/healthz\n',
  },
  'the output goes on': {
    marked: 'FROM alpine\nHEALTHCHECK CMD «curl» -f http://127.0.0.1/ | grep ok\n',
    reviewed: 'FROM alpine\nRUN apk add --no-cache curl\nHEALTHCHECK CMD curl -f http://127.0.0.1/ | grep ok\n',
  },
  'a user that a base stage sets': {
    marked: 'FROM debian AS base\nUSER app\nFROM base\nHEALTHCHECK CMD «curl» -f http://localhost/\n',
  },
  'distroless Python': missing(
    'gcr.io/distroless/python3-debian12',
    '«curl» -f http://localhost:8000/ || exit 1',
    `["/usr/bin/python3","-c","import urllib.request; urllib.request.urlopen('http://localhost:8000/')"]`.replaceAll(
      '","',
      '", "',
    ),
  ),
  'distroless Node.js in an array': missing(
    'gcr.io/distroless/nodejs22-debian12',
    '["«curl»", "-f", "http://localhost:3000/"]',
    `["/nodejs/bin/node", "-e", "require('http').get('http://127.0.0.1:3000/', (r) => process.exit(r.statusCode < 400 ? 0 : 1)).on('error', () => process.exit(1))"]`,
  ),
  'a static image': missing('gcr.io/distroless/static', '["«curl»", "-f", "http://localhost:3000/"]', undefined),
  'inherited, and the image is the base stage’s': {
    marked: 'FROM python:3.12-slim AS base\nHEALTHCHECK CMD «curl» -f http://localhost/\nFROM base AS final\n',
    reviewed: `FROM python:3.12-slim AS base\nHEALTHCHECK CMD ${PYTHON('http://localhost/')}\nFROM base AS final\n`,
  },
});

testRule(brokenHealthcheck, {
  'what is built on top may install it': {
    marked: 'FROM alpine\nONBUILD HEALTHCHECK CMD curl -f http://127.0.0.1/ || exit 1\n',
  },
});

/** A Dockerfile in which curl may be there. */
const there = (image: string, instruction: string): Case => ({
  marked: `FROM ${image}\n${instruction}\nHEALTHCHECK CMD curl -f http://localhost/\n`,
});

testRule(brokenHealthcheck, {
  'apt-get': there('debian', 'RUN apt-get update && apt-get install -y git curl=7.* && rm -rf /x'),
  apk: there('alpine:3.20', 'RUN apk add --no-cache curl'),
  'a variable that holds the packages': there('debian', 'ARG PACKAGES="git curl"\nRUN apt-get install -y $PACKAGES'),
  'packages that only the build knows': there('debian', 'RUN apt-get install -y $(cat packages)'),
  'packages by way of xargs': there('debian', 'RUN xargs apt-get install -y < packages.txt'),
  'a use in the build': there('debian', 'RUN curl -O https://example.com/x'),
  'a script': there('debian', 'COPY setup.sh /\nRUN /setup.sh'),
  'a script for a shell': there('debian', 'COPY x /\nRUN bash /x'),
  'a copied program': there('debian', 'COPY --from=x /usr/bin/curl /usr/bin/curl'),
  'a copied folder': there('debian', 'COPY --from=x /out/ /usr/local/bin/'),
  'a copied root': there('alpine', 'COPY rootfs /'),
  'an archive': there('alpine', 'ADD rootfs.tar.gz /'),
  'a package by hand': there('debian', 'RUN dpkg -i /tmp/x.deb'),
  'a base of one’s own': there('company/python:3-slim', 'RUN true'),
  'an image with everything': there('python:3.12', 'RUN true'),
  'an image in a registry of one’s own': there('registry.example.com/alpine', 'RUN true'),
  'a base stage': {
    marked: 'FROM alpine AS base\nRUN apk add curl\nFROM base\nHEALTHCHECK CMD curl -f http://localhost/\n',
  },
  'a package that needs it': there('alpine', 'RUN apk add --no-cache acme.sh'),
  'dependencies of browsers': there('node:22-slim', 'RUN npx playwright install --with-deps chromium'),
  'another way out': {
    marked: 'FROM alpine\nHEALTHCHECK CMD curl -f http://127.0.0.1/ || wget -q -O - http://127.0.0.1/\n',
  },
  'a question whether it is there': {
    marked: 'FROM alpine\nHEALTHCHECK CMD command -v curl || exit 0; curl -f http://127.0.0.1/\n',
  },
  'files beside programs': {
    marked:
      'FROM alpine\nWORKDIR /app\nCOPY . .\nCOPY run.sh /usr/local/bin/\nCOPY app /usr/local/bin/app\nRUN apk add git\nHEALTHCHECK CMD «curl» -f http://127.0.0.1/\n',
    reviewed:
      'FROM alpine\nWORKDIR /app\nCOPY . .\nCOPY run.sh /usr/local/bin/\nCOPY app /usr/local/bin/app\nRUN apk add git\nHEALTHCHECK CMD wget -q -O /dev/null http://127.0.0.1/\n',
  },
});

/** A health check in an image that has everything. */
const asking = (before: string, after?: string, rest: Partial<Case> = {}): Case => ({
  marked: `FROM company/base\nHEALTHCHECK ${before}\n`,
  ...(after !== undefined && { reviewed: `FROM company/base\nHEALTHCHECK ${after}\n` }),
  severities: before.includes('«') ? ['information'] : [],
  ...rest,
});

testRule(brokenHealthcheck, {
  'curl without -f': asking('CMD «curl» -s http://localhost/ || exit 1', 'CMD curl -f -s http://localhost/ || exit 1'),
  'curl without -f in an array': asking(
    'CMD ["«curl»", "http://localhost/"]',
    'CMD ["curl", "-f", "http://localhost/"]',
  ),
  'curl with -f among others': asking('CMD curl -sfS http://localhost/ || exit 1'),
  'curl without -f on a port of no web server': asking('CMD curl localhost:3306 || exit 1'),
  'curl with --fail-with-body': asking('CMD curl --fail-with-body http://localhost/'),
  'curl whose status is read': asking(`CMD test "$(curl -s -o /dev/null -w '%{http_code}' http://localhost/)" = 200`),
  'curl whose answer is read': asking('CMD curl -s http://localhost/ | grep -q ok'),
  'curl whose file is read': asking('CMD curl -s -o /tmp/x http://localhost/ && grep -q ok /tmp/x'),
  'wget that saves': {
    marked: 'FROM company/base\nHEALTHCHECK CMD «wget» -q http://localhost/x || exit 1\n',
    fixed: 'FROM company/base\nHEALTHCHECK CMD wget -O /dev/null -q http://localhost/x || exit 1\n',
    severities: ['information'],
  },
  'wget of busybox that saves': {
    marked: 'FROM alpine:3.20\nHEALTHCHECK CMD ["«wget»", "-q", "http://127.0.0.1/x"]\n',
    fixed: 'FROM alpine:3.20\nHEALTHCHECK CMD ["wget", "-O", "/dev/null", "-q", "http://127.0.0.1/x"]\n',
    severities: ['warning'],
    says: ['only the first check passes'],
  },
  'wget that only looks': asking('CMD wget -q --spider http://localhost/x'),
  'wget that prints': asking('CMD wget -qO- http://localhost/x'),
  'curl that outlasts the check': asking(
    '--timeout=5s CMD «curl -f -m 10 http://localhost/» || exit 1',
    '--timeout=11s CMD curl -f -m 10 http://localhost/ || exit 1',
  ),
  'curl that outlasts the usual limit': asking(
    '--retries=2 CMD «curl -f --max-time 60 http://localhost/»',
    '--retries=2 --timeout=61s CMD curl -f --max-time 60 http://localhost/',
  ),
  'python that outlasts the check': asking(
    `--timeout=3s CMD «python -c "import urllib.request as r; r.urlopen('http://localhost/', timeout=5)"»`,
    `--timeout=6s CMD python -c "import urllib.request as r; r.urlopen('http://localhost/', timeout=5)"`,
  ),
  'timeout that outlasts the check': asking(
    '--timeout=5s CMD «timeout 10s curl -f http://localhost/»',
    '--timeout=11s CMD timeout 10s curl -f http://localhost/',
  ),
  'one limit for both': asking('--timeout=5s CMD curl -f -m 5 http://localhost/'),
});

const SERVING = 'FROM python:3.12\nEXPOSE 8000\nCMD ["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8000"]\n';

testRule(brokenHealthcheck, {
  'another port than the server’s': {
    marked: `${SERVING}HEALTHCHECK CMD curl -f http://localhost:«8080»/ready\n`,
    reviewed: `${SERVING}HEALTHCHECK CMD curl -f http://localhost:8000/ready\n`,
    severities: ['information'],
  },
  'the server’s port': { marked: `${SERVING}HEALTHCHECK CMD curl -f http://localhost:8000/ready\n` },
  'no port where the image exposes another one': {
    marked: 'FROM node:22\nEXPOSE 3000\n«HEALTHCHECK» CMD curl -f http://localhost/ready\nCMD ["node", "server.js"]\n',
    reviewed:
      'FROM node:22\nEXPOSE 3000\nHEALTHCHECK CMD curl -f http://localhost:3000/ready\nCMD ["node", "server.js"]\n',
    severities: ['information'],
  },
  'no port where the server has another one': {
    marked: `${SERVING}«HEALTHCHECK» CMD curl -f http://localhost/ready\n`,
    reviewed: `${SERVING}HEALTHCHECK CMD curl -f http://localhost:8000/ready\n`,
    severities: ['warning'],
  },
  'a port that the application’s own code may open': {
    marked: `${SERVING}HEALTHCHECK CMD curl -f http://localhost:9090/-/ready\n`,
  },
  'a socket': { marked: `${SERVING}HEALTHCHECK CMD curl -f --unix-socket /tmp/app.sock http://localhost/ready\n` },
  'another place to connect to': {
    marked: `${SERVING}HEALTHCHECK CMD curl -f --connect-to ::localhost:8000 http://localhost/ready\n`,
  },
  'a proxy': { marked: `${SERVING}HEALTHCHECK CMD curl -f -x http://localhost:8000 http://localhost/ready\n` },
  'a server that listens in two places': {
    marked:
      'FROM python:3.12\nEXPOSE 8000\nCMD ["gunicorn", "-b", "0.0.0.0:8000", "-b", "unix:/tmp/app.sock", "app:app"]\nHEALTHCHECK CMD curl -f http://localhost:8080/ready\n',
  },
  'a server that listens on a socket': {
    marked:
      'FROM python:3.12\nEXPOSE 8000\nCMD ["uvicorn", "--uds", "/tmp/app.sock", "--port", "8000", "app:app"]\nHEALTHCHECK CMD curl -f http://localhost:8080/ready\n',
  },
  'no EXPOSE': { marked: `${SERVING.replace('EXPOSE 8000\n', '')}HEALTHCHECK CMD curl -f http://localhost:8080/\n` },
  'a port of management': {
    marked:
      'FROM openjdk:17\nEXPOSE 8080\nCMD ["java", "-jar", "x.jar"]\nHEALTHCHECK CMD curl -f http://localhost:8081/ready\n',
  },
  'a port that the file speaks of': {
    marked: `${SERVING}ENV ADMIN_PORT=8080\nHEALTHCHECK CMD curl -f http://localhost:8080/ready\n`,
  },
  'another host': { marked: `${SERVING}HEALTHCHECK CMD curl -f http://db:8080/ready\n` },
  'a script that may start more': {
    marked:
      'FROM python:3.12\nEXPOSE 8000\nCMD (flask run &) && gunicorn -b :8000 x\nHEALTHCHECK CMD curl -f http://localhost:5000/\n',
  },
  'a base that may expose more': {
    marked: `${SERVING.replace('python:3.12', 'company/base')}HEALTHCHECK CMD curl -f http://localhost:8080/\n`,
  },
  'localhost where wget of busybox takes one address': {
    marked:
      'FROM python:3.12-alpine\nCMD ["uvicorn", "a:b", "--host", "0.0.0.0"]\nHEALTHCHECK CMD «wget -q --spider http://localhost:8000/ready» || exit 1\n',
    reviewed:
      'FROM python:3.12-alpine\nCMD ["uvicorn", "a:b", "--host", "0.0.0.0"]\nHEALTHCHECK CMD wget -q --spider http://127.0.0.1:8000/ready || exit 1\n',
    severities: ['information'],
  },
  'localhost where a variable says how the server listens': {
    marked:
      'FROM node:22-alpine\nENV HOSTNAME="0.0.0.0"\nCMD ["node", "server.js"]\nHEALTHCHECK CMD «wget -q --spider http://localhost:3000/ready»\n',
    reviewed:
      'FROM node:22-alpine\nENV HOSTNAME="0.0.0.0"\nCMD ["node", "server.js"]\nHEALTHCHECK CMD wget -q --spider http://127.0.0.1:3000/ready\n',
  },
  'localhost where nobody says how the server listens': {
    marked: 'FROM node:22-alpine\nCMD ["node", "x.js"]\nHEALTHCHECK CMD wget -q --spider http://localhost:8000/ready\n',
  },
  'localhost where wget is GNU’s': {
    marked:
      'FROM python:3.12-alpine\nRUN apk add wget\nCMD ["uvicorn", "a:b", "--host", "0.0.0.0"]\nHEALTHCHECK CMD wget -q --spider http://localhost:8000/ready\n',
  },
  PowerShell: {
    marked:
      '# escape=`\nFROM mcr.microsoft.com/windows/servercore\nSHELL ["powershell", "-command"]\nHEALTHCHECK CMD curl http://localhost/\n',
  },
});

const READY = `app = FastAPI()


@app.get("/ready")
def ready():
    return {"ready": model is not None}
`;
const looking = (before: string, after: string | undefined, source = READY): Case => ({
  marked: `FROM company/base\nCOPY main.py .\nHEALTHCHECK CMD ${before}\n`,
  ...(after !== undefined && { reviewed: `FROM company/base\nCOPY main.py .\nHEALTHCHECK CMD ${after}\n` }),
  severities: before.includes('«') ? ['information'] : [],
  files: { 'main.py': source },
});

testRule(brokenHealthcheck, {
  'a readiness route that answers 200 either way': looking(
    '«curl -f http://localhost:8000/ready» || exit 1',
    `curl -f http://localhost:8000/ready | grep -q '"ready": *true' || exit 1`,
  ),
  'one that wget asks, handed to a shell': looking(
    '["sh", "-c", "«wget -qO- http://localhost:8000/ready» || exit 1"]',
    `["sh", "-c", "wget -qO- http://localhost:8000/ready | grep -q '\\"ready\\": *true' || exit 1"]`,
  ),
  'one whose answer goes elsewhere': looking('«curl -f -o /dev/null http://localhost:8000/ready»', undefined),
  'one whose answer is looked at': looking(`curl -fs http://localhost:8000/ready | grep -q '"ready":true'`, undefined),
  'one that refuses': looking(
    'curl -f http://localhost:8000/ready',
    undefined,
    READY.replace('    return', '    if model is None:\n        raise HTTPException(503)\n    return'),
  ),
  'one that sets the status': looking(
    'curl -f http://localhost:8000/ready',
    undefined,
    READY.replace('    return', '    response.status_code = 200 if model else 503\n    return'),
  ),
  'a constant': looking('curl -f http://localhost:8000/ready', undefined, READY.replace('model is not None', 'True')),
  'a call that may fail': looking(
    'curl -f http://localhost:8000/ready',
    undefined,
    READY.replace('model is not None', 'load(model)'),
  ),
  'another route': looking('curl -f http://localhost:8000/ready', undefined, READY.replace('/ready', '/state')),
});
