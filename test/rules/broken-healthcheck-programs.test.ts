import { brokenHealthcheck } from '../../server/src/core/rules/broken-healthcheck.ts';
import { type Case, testRule } from '../rule-tester.ts';

/** A Dockerfile in which curl may be there, unless it is marked. */
const curl = (setup: string, probe = 'curl -f http://localhost/', rest: Partial<Case> = {}): Case => ({
  marked: `${setup}\nHEALTHCHECK CMD ${probe}\n`,
  ...rest,
});
const SLIM = 'FROM python:3.12-slim\n';
const BARE = 'FROM gcr.io/distroless/java17\n';
const LACKS = '«curl» -f http://localhost/';

testRule(brokenHealthcheck, {
  'a folder that is copied and on PATH': curl(
    'FROM debian:12-slim\nCOPY --from=b /opt/conda /opt/conda\nENV PATH=/opt/conda/bin:$PATH',
  ),
  'a folder that is copied from the project and on PATH': curl(
    `${SLIM}COPY tools/ /opt/tools/\nENV PATH /opt/tools:$PATH`,
  ),
  'a virtual environment on PATH': curl(
    `${SLIM}COPY --from=b /app/.venv /app/.venv\nENV PATH="/app/.venv/bin:$PATH"`,
    LACKS,
  ),
  'the project in a folder on PATH': curl(`${SLIM}WORKDIR /app\nENV PATH=/app/bin:$PATH\nCOPY . .`, LACKS),
  'a path below a copied folder': curl(`${SLIM}COPY --from=c /tools /opt/c`, '/opt/c/curl -f http://localhost/'),
  'a path in a usual folder': curl(`${SLIM}RUN true`, '«/usr/bin/curl» -f http://localhost/'),
  'the folder of busybox': curl(
    `${BARE}COPY --from=busybox:musl /bin /busybox`,
    '["/busybox/wget", "-q", "-O", "/dev/null", "http://127.0.0.1/"]',
  ),
  'applets that busybox links': curl(
    `${BARE}COPY --from=busybox:musl /bin/busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]`,
    'wget -q -O /dev/null http://127.0.0.1/',
  ),
  'a shell that SHELL names': curl(
    `${BARE}COPY --from=busybox:musl /bin/busybox /busybox\nSHELL ["/busybox", "sh", "-c"]`,
    '/busybox wget -q -O /dev/null http://127.0.0.1/',
  ),
  'a package that needs it': curl('FROM alpine:3.20\nRUN apk add --no-cache alpine-sdk'),
  'what is copied out of a mount': curl('FROM debian\nRUN --mount=from=tools,target=/t cp /t/bin/* /usr/local/bin/'),
  'one program that is copied': curl('FROM debian\nRUN cp /src/server /usr/local/bin/server', LACKS),
  'what is unpacked into the root': curl('FROM debian\nCOPY rootfs.tar.gz /tmp/\nRUN tar -xzf /tmp/rootfs.tar.gz -C /'),
  'what is unpacked elsewhere': curl('FROM debian\nWORKDIR /app\nRUN tar -xzf /tmp/data.tar.gz', LACKS),
  'a script of Python': curl(`${SLIM}COPY provision.py /tmp/\nRUN python3 /tmp/provision.py`),
  'scripts of the application': curl(
    `${SLIM}WORKDIR /app\nCOPY . .\nRUN python manage.py collectstatic && python -m pip install . && python scripts/download_model.py`,
    LACKS,
  ),
  'code that runs others': curl(`${SLIM}RUN python3 -c "import os; os.system('apt-get install -y curl')"`),
  'code that runs no others': curl(`${SLIM}RUN python -c "import nltk; nltk.download('punkt')"`, LACKS),
  'code that runs others, in a heredoc': curl(
    `${SLIM}RUN python3 <<EOF\nimport subprocess; subprocess.run("apt-get install -y curl", shell=True)\nEOF`,
  ),
  'a task': curl('FROM debian\nCOPY Taskfile.yml .\nRUN task setup'),
  'a script of the project’s own manager': curl('FROM node:22-slim\nRUN npm run setup:system'),
  'the build of a project': curl('FROM node:22-slim\nRUN npm ci && npm run build', LACKS),
  'a tool that is told a version': curl(`${SLIM}RUN /usr/local/bin/tooling curl=8.*`),
  'a base that the build may replace': curl(`ARG BASE=python:3.12-slim\nFROM \${BASE}`, LACKS, {
    severities: ['information'],
    says: ['the base by default'],
  }),
  'a tag that the build may replace': curl('ARG TAG=3.12-slim\nFROM python:$TAG', LACKS, {
    severities: ['information'],
  }),
  'a version that the build may replace': curl('ARG VERSION=3.12\nFROM python:${VERSION}-slim', LACKS, {
    severities: ['warning'],
  }),
  'a registry that the build may replace': curl(
    'ARG REGISTRY=docker.io\nFROM $REGISTRY/library/python:3.12-slim',
    LACKS,
    {
      severities: ['warning'],
    },
  ),
  'a shell that a replaced base may have': curl('ARG BASE=scratch\nFROM ${BASE}', '/server health'),
  'a release whose packages are gone': {
    marked: `FROM debian:stretch-slim\nHEALTHCHECK CMD ${LACKS}\n`,
    says: ['a newer release'],
    reviewed: 'FROM debian:stretch-slim\nHEALTHCHECK CMD curl -f http://localhost/\n',
  },
});
