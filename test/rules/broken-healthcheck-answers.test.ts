import { brokenHealthcheck } from '../../server/src/core/rules/broken-healthcheck.ts';
import { type Case, testRule } from '../rule-tester.ts';

const wget = (command: string): Case => ({ marked: `FROM alpine:3.20\nHEALTHCHECK CMD ${command}\n` });

/** A health check in an image without curl, in which another client would lose the answer. */
const kept = (command: string): Case => ({
  marked: `FROM python:3.12-slim\nHEALTHCHECK CMD ${command.replace('curl', '«curl»')}\n`,
  reviewed: `FROM python:3.12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\nHEALTHCHECK CMD ${command}\n`,
  severities: ['warning'],
});

testRule(brokenHealthcheck, {
  'wget whose file is read and removed': wget(
    'wget -q http://127.0.0.1/status.html && grep -q OK status.html && rm status.html',
  ),
  'wget whose file is removed before': wget('cd /tmp && rm -f s && wget -q http://127.0.0.1/s; grep -q OK /tmp/s'),
  'wget that leaves a file alone': wget('wget -q -nc http://127.0.0.1/s'),
  'wget with nothing beside it that looks': {
    marked: 'FROM alpine:3.20\nHEALTHCHECK CMD pgrep server && «wget» -q http://127.0.0.1/s || exit 1\n',
    fixed: 'FROM alpine:3.20\nHEALTHCHECK CMD pgrep server && wget -O /dev/null -q http://127.0.0.1/s || exit 1\n',
  },
  'a file that the next command reads': kept('curl -sf -o /tmp/o http://localhost/ready && grep -q ok /tmp/o'),
  'an output that the next command reads': kept('curl -sf http://localhost/ready > /tmp/o && grep -q ok /tmp/o'),
  'a file of a given name': kept('curl -sf --output /tmp/o http://localhost/ready || exit 1'),
});
