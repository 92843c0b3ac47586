import { brokenHealthcheck } from '../../server/src/core/rules/broken-healthcheck.ts';
import { testRule } from '../rule-tester.ts';

const CHECK = 'curl -f http://localhost/ready';
const dockerfile = (check: string) =>
  `FROM debian\nCOPY . .\nRUN apt-get update && apt-get install -y curl\nHEALTHCHECK --start-period=5s CMD ${check}\n`;
const answering = (files: Readonly<Record<string, string>>, key: string) => ({
  marked: dockerfile(`«${CHECK}»`),
  says: [`seems to answer 200 also while "${key}" is false`],
  severities: ['information' as const],
  reviewed: dockerfile(`${CHECK} | grep -q '"${key}": *true'`),
  files,
});
/** The status is decided elsewhere, or may be. */
const unknown = (files: Readonly<Record<string, string>>) => ({ marked: dockerfile(CHECK), files });
const fastapi = (body: string) => ({ 'app.py': `app = FastAPI()\n@app.get("/ready")\ndef r():\n${body}` });
const express = (handler: string) => ({ 'a.js': `const app = express();\napp.get('/ready', ${handler});\n` });
const gin = (answer: string) => ({
  'main.go': `func main() {\n\tr := gin.Default()\n\tr.GET("/ready", func(c *gin.Context) {\n\t\t${answer}\n\t})\n}\n`,
});

testRule(brokenHealthcheck, {
  'a state in the answer': answering(fastapi('    return {"ready": model is not None}\n'), 'ready'),
  'a key of another name': answering(fastapi('    return {"ok": state.ready}\n'), 'ok'),
  'JSONResponse with 200': answering(
    fastapi('    return JSONResponse({"ready": state.ready}, status_code=200)\n'),
    'ready',
  ),
  'gin with StatusOK': answering(gin('c.JSON(http.StatusOK, gin.H{"ready": ready})'), 'ready'),
  Express: answering(express('(req, res) => res.json({ ready: isReady })'), 'ready'),
  'a helper in front': unknown(fastapi('    ensure_ready()\n    return {"ready": state.ready}\n')),
  'a status that is computed': unknown(
    fastapi('    code = OK if m.ready else BAD\n    return JSONResponse({"ready": m.ready}, code)\n'),
  ),
  'a tuple of Flask': unknown({
    'app.py': 'app = Flask(__name__)\n@app.route("/ready")\ndef r():\n    return {"ready": m.ready}, http_status(m)\n',
  }),
  'gin with a status that is computed': unknown(gin('c.JSON(codeFor(ready), gin.H{"ready": ready})')),
  'a status in a variable': unknown(gin('c.JSON(status, gin.H{"ready": ready})')),
  'an error handed on': unknown(
    express('(req, res, next) => { if (!isReady) return next(new NotReady()); res.json({ ready: isReady }); }'),
  ),
  'middleware that may refuse': unknown(express('mustBeReady, (req, res) => res.json({ ready: isReady })')),
});
