import { livenessHealthcheck } from '../../server/src/core/rules/liveness-healthcheck.ts';
import { testRule } from '../rule-tester.ts';

type Files = Readonly<Record<string, string>>;

const dockerfile = (path: string, copy: string) =>
  `FROM debian\n${copy}\n«HEALTHCHECK» --start-period=5s CMD curl -f http://localhost${path}\n`;
const plain = (marked: string) => marked.replace(/[«»]/g, '');
/** Both routes are reached alike: one is asked in place of the other without a question. */
const alike = (from: string, to: string, files: Files, copy = 'COPY . .') => ({
  marked: dockerfile(from, copy),
  fixed: plain(dockerfile(to, copy)),
  files,
});

testRule(livenessHealthcheck, {
  'nest exclude': alike('/health', '/ready', {
    'src/main.ts':
      "const app = await NestFactory.create(A);\napp.setGlobalPrefix('api', { exclude: ['health', 'ready'] });\n",
    'src/h.controller.ts':
      "@Controller()\nexport class H {\n  @Get('health')\n  h() {}\n  @Get('ready')\n  r() {}\n}\n",
  }),
  'fastapi examples dir': {
    ...alike('/health', '/ready', {
      'examples/api/app/main.py':
        'from fastapi import FastAPI\napp = FastAPI()\n@app.get("/health")\ndef h():\n    return 1\n@app.get("/ready")\ndef r():\n    return 1\n',
    }),
    path: 'examples/api/Dockerfile',
  },
  'spring security both': alike('/health', '/ready', {
    'src/main/java/H.java':
      'import org.springframework.web.bind.annotation.*;\n@RestController\npublic class H {\n  @GetMapping("/health") public String h() { return ""; }\n  @Operation(summary = "x")\n  @GetMapping("/ready") public String r() { return ""; }\n}\n',
    'src/main/java/Sec.java':
      '@Configuration class Sec { f(h) { h.requestMatchers("/health", "/ready").permitAll(); } }\n',
  }),
  'spring actuator pattern': alike('/actuator/health', '/actuator/health/readiness', {
    'pom.xml': 'spring-boot-starter-actuator',
    'src/main/resources/application.properties': 'management.endpoint.health.probes.enabled=true\n',
    'src/main/java/Sec.java': 'class S { f(h) { h.requestMatchers("/actuator/health/**").permitAll() } }\n',
  }),
  'fastapi db': alike('/health', '/ready', {
    'main.py':
      'app = FastAPI()\n@app.get("/health", tags=["ops"])\nasync def h() -> dict:\n    return 1\n\n\n@app.get("/ready", tags=["ops"], include_in_schema=False)\nasync def r(request: Request, db: Session = Depends(get_db)) -> dict:\n    return 1\n',
  }),
  'express use before': alike('/health', '/ready', {
    'a.ts':
      "import express from 'express';\nconst app = express();\napp.use(helmet());\napp.use(express.json());\n\napp.get('/health', (req: Request, res: Response) => {\n  res.json({ a: 1 });\n});\n\napp.use('/api/users', users);\n\napp.get('/ready', asyncHandler(async (req, res) => {\n  if (!db) { return res.status(503).end(); }\n  res.send('ok');\n}));\n",
  }),
  'go handler funcs': alike('/healthz', '/readyz', {
    'main.go':
      'package main\nfunc main() {\n\tmux := http.NewServeMux()\n\tmux.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) {\n\t\tw.WriteHeader(200)\n\t})\n\tmux.Handle("/readyz", http.HandlerFunc(ready))\n\tsrv := &http.Server{Handler: mux}\n}\n',
  }),
  'spring rest kotlin': alike('/health', '/ready', {
    'H.kt':
      'import org.springframework.web.bind.annotation.*\n@RestController\nclass H(private val s: Svc) {\n    @GetMapping("/health")\n    fun h() = "ok"\n\n    @GetMapping("/ready", produces = ["text/plain"])\n    fun r(): ResponseEntity<String> {\n        return ok()\n    }\n}\n',
  }),
  aiohttp: alike('/health', '/ready', {
    'main.py':
      'from aiohttp import web\napp = web.Application()\napp.add_routes([web.get("/health", h), web.get("/ready", r)])\n',
  }),
  'express app.route': alike('/health', '/ready', {
    'app.js':
      "const app = require('express')();\napp.route('/health').get((q,s)=>s.send());\napp.route('/ready').get((q,s)=>s.send());\n",
  }),
  'hono chain': alike('/health', '/ready', {
    'app.ts':
      "import { Hono } from 'hono'\nconst app = new Hono()\n  .get('/health', c => c.text(''))\n  .get('/ready', c => c.text(''))\nexport default app\n",
  }),
  'go chi': alike('/api/health', '/api/ready', {
    'main.go':
      'package main\nfunc main() {\n\tr := chi.NewRouter()\n\tr.Route("/api", func(r chi.Router) {\n\t\tr.Get("/health", h)\n\t\tr.Get("/ready", h)\n\t})\n\thttp.ListenAndServe(":8", r)\n}\n',
  }),
  'fiber healthcheck mw': alike('/livez', '/readyz', {
    'main.go': 'package main\nfunc main() {\n\tapp := fiber.New()\n\tapp.Use(healthcheck.New())\n}\n',
  }),
  'go struct server': alike('/healthz', '/readyz', {
    'internal/server/server.go':
      'package server\nfunc (s *Server) routes() {\n\ts.mux.HandleFunc("GET /healthz", s.health)\n\ts.mux.HandleFunc("GET /readyz", s.ready)\n}\n',
  }),
});

const ON = 'management.endpoint.health.probes.enabled=true\n';
const ACTUATOR = '<artifactId>spring-boot-starter-actuator</artifactId>\n';
const SETTINGS = 'src/main/resources/application.properties';

testRule(livenessHealthcheck, {
  'one module below a parent': alike('/actuator/health', '/actuator/health/readiness', {
    'pom.xml': '<modules/>\n',
    'a/pom.xml': ACTUATOR,
    [`a/${SETTINGS}`]: ON,
  }),
  'the archive of one module among several': alike(
    '/actuator/health',
    '/actuator/health/readiness',
    { 'a/pom.xml': ACTUATOR, [`a/${SETTINGS}`]: ON, 'b/pom.xml': ACTUATOR },
    'COPY a/target/app.jar app.jar',
  ),
});
