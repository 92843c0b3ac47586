import { livenessHealthcheck } from '../../server/src/core/rules/liveness-healthcheck.ts';
import { testRule } from '../rule-tester.ts';

type Files = Readonly<Record<string, string>>;

const dockerfile = (path: string, copy = 'COPY . .') =>
  `FROM debian\n${copy}\n«HEALTHCHECK» --start-period=5s CMD curl -f http://localhost${path}\n`;
const plain = (marked: string) => marked.replace(/[«»]/g, '');
/** The sources name the route `to`: it is asked without a question. */
const grounded = (from: string, to: string, files: Files, copy?: string) => ({
  marked: dockerfile(from, copy),
  fixed: plain(dockerfile(to, copy)),
  files,
});
/** The sources leave a doubt, or name no route: what is proposed is for review. */
const doubtful = (from: string, to: string, files: Files, copy?: string) => ({
  marked: dockerfile(from, copy),
  fixed: plain(dockerfile(from, copy)),
  reviewed: plain(dockerfile(to, copy)),
  files,
});

testRule(livenessHealthcheck, {
  FastAPI: grounded('/health', '/readyz', {
    'main.py':
      'app = FastAPI()\n@app.get("/health")\ndef h(): ...\n@app.get("/readyz", tags=["x"])\nasync def r(): ...\n',
  }),
  'a decorator over several lines': grounded('/health', '/ready', {
    'main.py':
      "app = FastAPI()\n@app.get('/health')\ndef h(): ...\n@app.get(\n    '/ready',\n    status_code=200,\n)\nasync def r(): ...\n",
  }),
  'APIRouter with its own prefix': doubtful('/api/health', '/api/ready', {
    'app/main.py':
      'from fastapi import FastAPI\nfrom app.routers import probes\napp = FastAPI()\napp.include_router(probes.router)\n',
    'app/routers/probes.py': 'router = APIRouter(prefix="/api")\n@router.get("/ready")\ndef ready(): ...\n',
  }),
  'include_router with a prefix': doubtful('/health', '/v1/readiness', {
    'src/app/main.py':
      'from .probes import router as probes_router\napp = FastAPI()\napp.include_router(probes_router, prefix="/v1")\n@app.get("/health")\ndef h(): ...\n',
    'src/app/probes.py': 'router = APIRouter()\n@router.get("/readiness")\ndef ready(): ...\n',
  }),
  'routers in routers': grounded('/api/v1/ping', '/api/v1/ops/ready', {
    'main.py': 'from api import api_router\napp = FastAPI()\napp.include_router(api_router, prefix="/api")\n',
    'api/__init__.py':
      'from .v1 import router as v1\napi_router = APIRouter()\napi_router.include_router(v1, prefix="/v1")\n',
    'api/v1.py': 'router = APIRouter()\n@router.get("/ping")\ndef p(): ...\n@router.get("/ops/ready")\ndef r(): ...\n',
  }),
  'a prefix that is computed, beside the route that is probed': doubtful('/api/v3/health', '/api/v3/ready', {
    'main.py': 'app = FastAPI()\napp.include_router(router, prefix=f"{settings.PREFIX}/v3")\n',
    'probes.py': 'router = APIRouter()\n@router.get("/health")\ndef h(): ...\n@router.get("/ready")\ndef r(): ...\n',
  }),
  'a prefix that is computed': doubtful('/health', '/ready', {
    'main.py': 'from probes import router\napp = FastAPI()\napp.include_router(router, prefix=settings.PREFIX)\n',
    'probes.py': 'router = APIRouter()\n@router.get("/ready")\ndef r(): ...\n',
  }),
  'a sub-application': doubtful('/health', '/v2/ready', {
    'main.py':
      'app = FastAPI()\nsub = FastAPI()\napp.mount("/v2", sub)\n@sub.get("/ready")\ndef r(): ...\n@app.get("/health")\ndef h(): ...\n',
  }),
  Flask: grounded('/healthz', '/ready', {
    'app.py':
      "app = Flask(__name__)\n@app.route('/healthz')\ndef h(): return 'ok'\n@app.route('/ready', methods=['GET'])\ndef r(): return 'ok'\n",
  }),
  'a Flask blueprint, whose prefix the application replaces': doubtful('/ops/health', '/ops/ready', {
    'app.py': "from probes import bp\napp = Flask(__name__)\napp.register_blueprint(bp, url_prefix='/ops')\n",
    'probes.py': "bp = Blueprint('probes', __name__, url_prefix='/old')\n@bp.route('/ready')\ndef r(): return 'ok'\n",
  }),
  'Flask, another method': doubtful('/health', '/ready', {
    'app.py': "@app.route('/ready', methods=['POST'])\ndef r(): return 'ok'\n",
  }),
  Starlette: doubtful('/api/health', '/api/ready', {
    'main.py': 'app = Starlette(routes=[Mount("/api", routes=[Route("/ready", ready), Route("/x", x)])])\n',
  }),
  aiohttp: doubtful('/health', '/ready', { 'main.py': "app.add_routes([web.get('/ready', ready)])\n" }),
  Django: doubtful('/health/', '/probes/ready/', {
    'site/urls.py':
      "urlpatterns = [path('admin/', admin.site.urls), path('health/', h), path('probes/', include('probes.urls'))]\n",
    'probes/urls.py': "urlpatterns = [path('ready/', views.ready)]\n",
  }),
  'Django with regular expressions': doubtful('/health', '/ready', {
    'site/urls.py': "urlpatterns = [re_path(r'^admin/', admin.site.urls), re_path(r'^ready/?$', views.ready)]\n",
  }),
});

testRule(livenessHealthcheck, {
  Express: grounded('/health', '/ready', {
    'server.js':
      "const app = express();\napp.get('/health', (req, res) => res.send('ok'));\napp.get('/ready', isReady);\n",
  }),
  'an Express router in another file': doubtful('/api/health', '/api/ready', {
    'src/index.ts':
      "import probes from './routes/probes.js';\nconst app = express();\napp.use(json());\napp.use('/api', auth, probes);\n",
    'src/routes/probes.ts':
      "const router: Router = express.Router();\nrouter.get('/ready', (req, res) => res.end());\nexport default router;\n",
  }),
  'a router that require mounts': doubtful('/health', '/internal/ready', {
    'index.js': "const app = express();\napp.use('/internal', require('./probes'));\n",
    'probes.js':
      "const router = require('express').Router();\nrouter.get('/ready', (req, res) => res.end());\nmodule.exports = router;\n",
  }),
  'a router that nothing mounts': doubtful('/health', '/ready', {
    'probes.js': "const router = express.Router();\nrouter.get('/ready', (req, res) => res.end());\n",
  }),
  'an HTTP client is no server': doubtful('/health', '/ready', {
    'wait.js': "axios.get('/ready', {}); client.get('/ready', cb); request(app).get('/ready', cb);\n",
  }),
  'net/http': doubtful('/healthz', '/readyz', {
    'main.go': 'package main\nfunc main() {\n\thttp.HandleFunc("/readyz", ready)\n}\n',
  }),
  'net/http with a method': doubtful('/health', '/ready', {
    'main.go': 'mux := http.NewServeMux()\nmux.HandleFunc("GET /ready", ready)\nmux.HandleFunc("POST /readyz", x)\n',
  }),
  'gin with a group': doubtful('/health', '/internal/ready', {
    'main.go': 'r := gin.Default()\ng := r.Group("/internal")\ng.GET("/ready", ready)\n',
  }),
  echo: doubtful('/health', '/ready', { 'main.go': 'e := echo.New()\ne.GET("/ready", ready)\n' }),
  'chi with a block': doubtful('/health', '/api/ready', {
    'main.go':
      'r := chi.NewRouter()\nr.Route("/api", func(r chi.Router) {\n\tr.Get("/ready", ready)\n})\nr.Get("/other", x)\n',
  }),
  'gin, with both routes in one group': grounded('/internal/health', '/internal/ready', {
    'main.go': 'r := gin.Default()\ng := r.Group("/internal")\ng.GET("/ready", ready)\ng.GET("/health", ok)\n',
  }),
  'net/http with both routes': grounded('/healthz', '/readyz', {
    'main.go': 'http.HandleFunc("/healthz", ok)\nhttp.HandleFunc("/readyz", ready)\n',
  }),
  'a mux of the same name on another port': doubtful('/health', '/ready', {
    'main.go':
      'func public() {\n\tmux := http.NewServeMux()\n\tmux.HandleFunc("/health", ok)\n}\nfunc admin() {\n\tmux := http.NewServeMux()\n\tmux.HandleFunc("/ready", ok)\n}\n',
  }),
  'a group that a function is given': doubtful('/health', '/ready', {
    'probes.go': 'func Register(g *gin.RouterGroup) {\n\tg.GET("/ready", ready)\n}\n',
  }),
  'a Go client is no server': doubtful('/health', '/ready', { 'wait.go': 'resp, err := client.Get("/ready", nil)\n' }),
  'a Spring controller': doubtful('/api/health', '/api/ready', {
    'src/main/java/x/Probes.java':
      '@RestController\n@RequestMapping("/api")\npublic class Probes {\n  @GetMapping("/ready")\n  public String ready() { return "ok"; }\n}\n',
  }),
  'the actuator with its probes switched on': grounded('/actuator/health', '/actuator/health/readiness', {
    'pom.xml': '<artifactId>spring-boot-starter-actuator</artifactId>\n',
    'src/main/resources/application.yml':
      'management:\n  endpoint:\n    health:\n      probes:\n        enabled: true\n',
  }),
  'the actuator at another path': grounded('/manage/health', '/manage/health/readiness', {
    'build.gradle': "implementation 'org.springframework.boot:spring-boot-starter-actuator'\n",
    'src/main/resources/application.properties':
      'management.endpoints.web.base-path=/manage\nmanagement.endpoint.health.probes.enabled=true\n',
  }),
  'the actuator as it comes': doubtful('/actuator/health', '/actuator/health/readiness', {
    'pom.xml': '<artifactId>spring-boot-starter-actuator</artifactId>\n',
  }),
});

const READY = 'app = FastAPI()\n@app.get("/health")\ndef h(): ...\n@app.get("/ready")\ndef r(): ...\n';
const ALIVE = 'app = FastAPI()\n@app.get("/health")\ndef h(): ...\n';

testRule(livenessHealthcheck, {
  'what is commented out is no route': doubtful('/health', '/ready', {
    'main.py': 'app = FastAPI()\n# @app.get("/ready")\n"""\n@app.get("/ready")\n"""\n',
    'server.js': "/* app.get('/ready', x) */\n// app.get('/ready', x)\n",
  }),
  'nor is what tests and vendored code say': doubtful('/health', '/ready', {
    'tests/app.py': READY,
    'src/main.test.ts': "app.get('/ready', x);\n",
    'vendor/x/main.go': 'http.HandleFunc("/ready", x)\n',
  }),
  'orders that are ready are no readiness': doubtful('/health', '/ready', {
    'main.py': 'app = FastAPI()\n@app.get("/orders/ready")\ndef o(): ...\n@app.get("/jobs/{id}/ready")\ndef j(): ...\n',
  }),
  'the route beside the one that is probed comes first': grounded('/api/health', '/api/ready', {
    'main.py':
      'app = FastAPI()\n@app.get("/ready")\ndef a(): ...\n@app.get("/api/ready")\ndef b(): ...\n@app.get("/api/health")\ndef c(): ...\n',
  }),
  'another service of the repository is another application': {
    ...doubtful('/health', '/ready', {
      'a/main.py': ALIVE,
      'a/pyproject.toml': '',
      'b/main.py': READY,
      'b/pyproject.toml': '',
    }),
    path: 'a/Dockerfile',
    says: ['no readiness route'],
  },
  'the service that is copied': grounded(
    '/health',
    '/ready',
    { 'a/main.py': ALIVE, 'a/pyproject.toml': '', 'b/main.py': READY, 'b/pyproject.toml': '' },
    'COPY ["b/", "/srv/"]',
  ),
  'a context around the Dockerfile’s folder': {
    ...grounded(
      '/health',
      '/ready',
      { 'app/main.py': READY, 'docker/wait.py': 'print("waiting")\n' },
      'COPY app ./app',
    ),
    path: 'docker/Dockerfile',
  },
  'a built file is copied': doubtful(
    '/health',
    '/ready',
    { 'main.go': 'http.HandleFunc("/ready", x)\n' },
    'COPY bin/x /x',
  ),
  'several applications, none of which is seen to answer': doubtful('/ping', '/ready', {
    'a/main.py': ALIVE,
    'a/pyproject.toml': '',
    'b/main.py': READY,
    'b/pyproject.toml': '',
  }),
  'a service in a language that is not read, beside others': {
    ...doubtful('/ping', '/ready', { 'rust/src/main.rs': 'fn main() {}', 'b/main.py': READY }),
    path: 'rust/Dockerfile',
  },
  'a search that has read enough says so': {
    ...doubtful('/health', '/ready', { 'app.py': ALIVE, 'deeper/big.py': '#'.repeat(3_000_000) }),
    says: ['in 1 source file, where the search stopped early'],
  },
  'a search that stops early says so': {
    ...doubtful(
      '/health',
      '/ready',
      Object.fromEntries(Array.from({ length: 301 }, (_, index) => [`m${index}.py`, ''])),
    ),
    says: ['where the search stopped early'],
  },
});

const both = (health: string, ready: string) =>
  `app = FastAPI()\nother = FastAPI()\n${health}\ndef h(): ...\n${ready}\ndef r(): ...\n`;

testRule(livenessHealthcheck, {
  'two applications in one file': {
    ...doubtful('/health', '/ready', { 'main.py': both('@app.get("/health")', '@other.get("/ready")') }),
  },
  'two Express applications': doubtful('/health', '/ready', {
    'main.js':
      "const app = express();\nconst admin = express();\napp.get('/health', ok);\nadmin.get('/ready', isReady);\n",
  }),
  'two applications of one name': doubtful('/health', '/ready', {
    'main.py':
      'def one():\n    app = FastAPI()\n    @app.get("/health")\n    def h(): ...\ndef two():\n    app = FastAPI()\n    @app.get("/ready")\n    def r(): ...\n',
  }),
  'two files that answer the probed path': doubtful('/health', '/ready', { 'main.py': READY, 'worker.py': ALIVE }),
  'a route that wants credentials': doubtful('/health', '/ready', {
    'main.py': both('@app.get("/health")', '@app.get("/ready", dependencies=[Depends(check)])'),
  }),
  'a route under a condition': doubtful('/health', '/ready', {
    'main.py':
      'app = FastAPI()\n@app.get("/health")\ndef h(): ...\nif DEBUG:\n    @app.get("/ready")\n    def r(): ...\n',
  }),
  'a folder that COPY does not take': doubtful('/health', '/ready', { 'b/main.py': READY }, 'COPY a/ /srv/'),
  'what is no part of the application': doubtful('/health', '/ready', {
    'scripts/main.py': READY,
    'mock_server/main.py': READY,
    'samples/main.py': READY,
  }),
  'routes in strings': doubtful('/health', '/ready', {
    'main.py': `app = FastAPI()\nDOC = '@app.get("/ready")'\n@app.get("/health")\ndef h(): ...\n`,
    'docs.js': "const app = express();\nconst doc = `\napp.get('/ready', x)`;\nconst two = \"app.get('/ready', x)\";\n",
    'doc.go': 'const doc = `\nhttp.HandleFunc("/ready", x)\n`\n',
  }),
  'a client by any name': doubtful('/health', '/ready', {
    'main.js': "const app = express();\napp.get('/health', ok);\nbackend.get('/ready', { timeout: 1 });\n",
  }),
});
