import { missingHealthcheck } from '../../server/src/core/rules/missing-healthcheck.ts';
import { testRule } from '../rule-tester.ts';

const FASTAPI = 'app = FastAPI()\n\n\n@app.get("/readyz")\ndef ready():\n    return {}\n';

testRule(missingHealthcheck, {
  'an image that exposes a port': {
    marked: 'FROM debian AS one\nEXPOSE 80\n«FROM» one\n',
    severities: ['hint'],
    says: ['on port 80'],
  },
  'an image whose command is a server': { marked: '«FROM» company/base\nCMD gunicorn app\n' },
  'a port that only the build knows': { marked: '«FROM» company/base\nEXPOSE $PORT\n' },
  'a check for images built on top is none of its own': {
    marked: '«FROM» company/base\nEXPOSE 80\nONBUILD HEALTHCHECK CMD /check\n',
  },
  'an earlier stage': { marked: 'FROM debian\nEXPOSE 80\nFROM debian\nCMD ["tool"]\n' },
  'one that has a check': { marked: 'FROM debian AS one\nHEALTHCHECK CMD /check\nFROM one\nEXPOSE 80\n' },
  'one that wants none': { marked: 'FROM debian\nEXPOSE 80\nHEALTHCHECK NONE\n' },
  'no image': { marked: '# nothing\n' },
  'a route, a port and a client': {
    marked: 'FROM node:22-alpine AS base\n«FROM» base\nCOPY . .\nEXPOSE 3000\n# Starts it.\nCMD ["node", "main.js"]\n',
    reviewed:
      'FROM node:22-alpine AS base\nFROM base\nCOPY . .\nEXPOSE 3000\nHEALTHCHECK --start-period=30s CMD wget -q -O /dev/null http://127.0.0.1:3000/readyz || exit 1\n# Starts it.\nCMD ["node", "main.js"]\n',
    files: { 'main.js': "const app = express();\napp.get('/readyz', ok);\n" },
  },
  'several ports': {
    marked: '«FROM» python:3\nCOPY . .\nEXPOSE 80 443\nCMD ["python", "x.py"]\n',
    files: { 'main.py': FASTAPI },
  },
  'no route': { marked: '«FROM» python:3\nEXPOSE 80\nCMD ["python", "x.py"]\n' },
});
