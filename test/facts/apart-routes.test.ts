import { livenessHealthcheck } from '../../server/src/core/rules/liveness-healthcheck.ts';
import { testRule } from '../rule-tester.ts';

type Files = Readonly<Record<string, string>>;

const dockerfile = (path: string, copy: string) =>
  `FROM debian\n${copy}\n«HEALTHCHECK» --start-period=5s CMD curl -f http://localhost${path}\n`;
const plain = (marked: string) => marked.replace(/[«»]/g, '');
/** One may answer where the other does not: what is proposed is for review. */
const apart = (from: string, to: string, files: Files, copy = 'COPY . .') => ({
  marked: dockerfile(from, copy),
  fixed: plain(dockerfile(from, copy)),
  reviewed: plain(dockerfile(to, copy)),
  files,
});

testRule(livenessHealthcheck, {
  'express use auth between': apart('/health', '/ready', {
    'server.js':
      "const express=require('express');\nconst app=express();\napp.get('/health',(q,r)=>r.send('ok'));\napp.use(requireAuth);\napp.get('/ready',(q,r)=>r.json({ok:1}));\napp.listen(8000);\n",
  }),
  'express requireLogin': apart('/health', '/ready', {
    'server.js':
      "const express=require('express');\nconst app=express();\napp.get('/health',(q,r)=>r.send('ok'));\napp.get('/ready', requireLogin, (q,r)=>r.json({ok:1}));\n",
  }),
  'express one-line if': apart('/health', '/ready', {
    'server.js':
      "const express=require('express');\nconst app=express();\napp.get('/health',(q,r)=>r.send('ok'));\nif (process.env.READY) app.get('/ready',(q,r)=>r.json({ok:1}));\n",
  }),
  'go auth.Middleware': apart('/health', '/ready', {
    'main.go':
      'package main\nimport "net/http"\nfunc main(){\n\tmux := http.NewServeMux()\n\tmux.HandleFunc("/health", health)\n\tmux.Handle("/ready", auth.Middleware(readyHandler))\n\thttp.ListenAndServe(":8000", mux)\n}\n',
  }),
  'go requires token mw': apart('/health', '/ready', {
    'main.go':
      'package main\nimport "net/http"\nfunc main(){\n\tmux := http.NewServeMux()\n\tmux.HandleFunc("/health", health)\n\tmux.Handle("/ready", mw.BasicAuth(readyHandler))\n\thttp.ListenAndServe(":8000", mux)\n}\n',
  }),
  'nest guards before': apart('/health', '/ready', {
    'src/h.controller.ts':
      "import {Controller,Get,UseGuards} from '@nestjs/common';\n@Controller()\nexport class H {\n  @Get('health')\n  health() { return 'ok'; }\n\n  @UseGuards(AuthGuard('jwt'))\n  @Get('ready')\n  ready() { return 'ok'; }\n}\n",
  }),
  'spring preauthorize before': apart('/health', '/ready', {
    'src/main/java/H.java':
      'import org.springframework.web.bind.annotation.*;\n@RestController\npublic class H {\n  @GetMapping("/health")\n  public String h() { return "ok"; }\n\n  @PreAuthorize("hasRole(\'ADMIN\')")\n  @GetMapping("/ready")\n  public String r() { return "ok"; }\n}\n',
  }),
  'aspnet authorize before': apart('/health', '/ready', {
    'H.cs':
      '[ApiController]\n[Route("")]\npublic class H : ControllerBase {\n  [HttpGet("health")]\n  public IActionResult Health() => Ok();\n\n  [Authorize]\n  [HttpGet("ready")]\n  public IActionResult Ready() => Ok();\n}\n',
  }),
  'aspnet RequireHost': apart('/health', '/ready', {
    'Program.cs':
      'var app = builder.Build();\napp.MapHealthChecks("/health");\napp.MapHealthChecks("/ready").RequireHost("*:5001");\napp.Run();\n',
  }),
  'rails authenticate': apart('/health', '/ready', {
    'config/routes.rb':
      "Rails.application.routes.draw do\n  get '/health', to: 'h#i'\n  authenticate :user do\n    get '/ready', to: 'h#r'\n  end\nend\n",
  }),
  'rails resources': apart('/health', '/ready', {
    'config/routes.rb':
      "Rails.application.routes.draw do\n  get '/health', to: 'h#i'\n  resources :orders do\n    get 'ready', on: :collection\n  end\nend\n",
  }),
  'rails constraints': apart('/health', '/ready', {
    'config/routes.rb':
      "Rails.application.routes.draw do\n  get '/health', to: 'h#i'\n  constraints subdomain: 'internal' do\n    get '/ready', to: 'h#r'\n  end\nend\n",
  }),
  'rails if env': apart('/health', '/ready', {
    'config/routes.rb':
      "Rails.application.routes.draw do\n  get '/health', to: 'h#i'\n  if Rails.env.development?\n    get '/ready', to: 'h#r'\n  end\nend\n",
  }),
  'rails scope as hash': apart('/health', '/ready', {
    'config/routes.rb':
      "Rails.application.routes.draw do\n  get '/health', to: 'h#i'\n  scope module: 'internal', path: 'internal' do\n    get '/ready', to: 'h#r'\n  end\nend\n",
  }),
  'rails scope brace': apart('/health', '/internal/ready', {
    'config/routes.rb':
      "Rails.application.routes.draw do\n  get '/health', to: 'h#i'\n  namespace(:internal) {\n    get '/ready', to: 'h#r'\n  }\nend\n",
  }),
  'sinatra two apps': apart('/health', '/ready', {
    'app.rb':
      "require 'sinatra/base'\nclass Api < Sinatra::Base\n  get '/health' do\n    'ok'\n  end\nend\nclass Admin < Sinatra::Base\n  get '/ready' do\n    'ok'\n  end\nend\n",
    'config.ru': "map('/'){run Api}\nmap('/admin'){run Admin}\n",
  }),
  'sinatra namespace': apart('/health', '/internal/ready', {
    'app.rb':
      "require 'sinatra'\nrequire 'sinatra/namespace'\nget '/health' do\n  'ok'\nend\nnamespace '/internal' do\n  get '/ready' do\n    'ok'\n  end\nend\n",
  }),
  'laravel auth group': apart('/health', '/ready', {
    'routes/web.php':
      "<?php\nuse Illuminate\\Support\\Facades\\Route;\nRoute::get('/health', fn () => 'ok');\nRoute::middleware(['auth'])->group(function () {\n    Route::get('/ready', fn () => 'ok');\n});\n",
  }),
  'laravel domain group': apart('/health', '/ready', {
    'routes/web.php':
      "<?php\nRoute::get('/health', fn () => 'ok');\nRoute::domain('admin.example.com')->group(function () {\n    Route::get('/ready', fn () => 'ok');\n});\n",
  }),
  'laravel ->prefix chained': apart('/health', '/internal/ready', {
    'routes/web.php':
      "<?php\nRoute::get('/health', fn () => 'ok');\nRoute::controller(X::class)->prefix('internal')->group(function () {\n    Route::get('/ready', 'r');\n});\nRoute::group(['middleware' => 'auth'], function () {\n    Route::get('/readyz', 'r');\n});\n",
  }),
  'django login_required': apart('/health', '/ready', {
    'proj/urls.py':
      "from django.urls import path\nfrom django.contrib import admin\nurlpatterns = [\n    path('admin/', admin.site.urls),\n    path('health', views.health),\n    path('ready', login_required(views.ready)),\n]\n",
  }),
  'django i18n': apart('/health', '/ready', {
    'proj/urls.py':
      "from django.urls import path\nfrom django.contrib import admin\nurlpatterns = [\n    path('admin/', admin.site.urls),\n    path('health', views.health),\n]\nurlpatterns += i18n_patterns(\n    path('ready', views.ready),\n)\n",
  }),
  'starlette POST': apart('/health', '/ready', {
    'app.py':
      'from starlette.routing import Route\napp = Starlette(routes=[\n    Route("/health", health),\n    Route("/ready", ready, methods=["POST"]),\n])\n',
  }),
  'flask add_url_rule POST': apart('/health', '/ready', {
    'app.py':
      'from flask import Flask\napp = Flask(__name__)\napp.add_url_rule("/health", view_func=h)\napp.add_url_rule("/ready", view_func=r, methods=["POST"])\n',
  }),
  'monorepo micronaut': {
    ...apart('/health', '/ready', {
      'java/pom.xml': '<artifactId>micronaut-management</artifactId>',
      'py/Dockerfile': '',
      'py/main.py': 'from fastapi import FastAPI\napp=FastAPI()\n@app.get("/health")\ndef h():\n    return 1\n',
    }),
    path: 'py/Dockerfile',
  },
  'monorepo micronaut go': {
    ...apart('/health', '/ready', {
      'java/build.gradle': 'implementation("io.micronaut:micronaut-management")',
      'svc/main.go': 'package main\nfunc main(){\n http.HandleFunc("/health", h)\n}\n',
    }),
    path: 'svc/Dockerfile',
  },
  'monorepo spring other module probes': {
    ...apart('/actuator/health', '/actuator/health/readiness', {
      'a/pom.xml': 'spring-boot-starter-actuator',
      'b/pom.xml': 'spring-boot-starter-actuator',
      'a/src/main/resources/application.properties': 'management.endpoint.health.probes.enabled=true\n',
      'b/src/main/resources/application.properties': 'x=1\n',
    }),
    path: 'b/Dockerfile',
  },
  'spring test resources': apart('/actuator/health', '/actuator/health/readiness', {
    'pom.xml': 'spring-boot-starter-actuator',
    'src/test/resources/application.properties': 'management.endpoint.health.probes.enabled=true\n',
  }),
  'spring profile': apart('/actuator/health', '/actuator/health/readiness', {
    'pom.xml': 'spring-boot-starter-actuator',
    'src/main/resources/application.yml':
      'server:\n  port: 8000\n---\nspring:\n  config:\n    activate:\n      on-profile: k8s\nmanagement:\n  endpoint:\n    health:\n      probes:\n        enabled: true\n',
  }),
  'kotlin two controllers': apart('/internal/health', '/ready', {
    'src/main/kotlin/H.kt':
      'import org.springframework.web.bind.annotation.*\n@RestController\n@RequestMapping("/internal")\nclass H {\n    @GetMapping("/health")\n    fun h() = "ok"\n}\n\n@RestController\nclass R {\n    @GetMapping("/ready")\n    fun r() = "ok"\n}\n',
  }),
  'fastapi router deps': apart('/health', '/ready', {
    'app/main.py':
      'from fastapi import FastAPI, Depends\napp = FastAPI()\nr = APIRouter(dependencies=[Depends(get_current_user)])\n@app.get("/health")\ndef h():\n    return 1\n@r.get("/ready")\ndef r():\n    return 1\napp.include_router(r)\n',
  }),
  'fastapi Depends(current_user)': apart('/health', '/ready', {
    'app/main.py':
      'from fastapi import FastAPI, Depends\napp = FastAPI()\n@app.get("/health")\ndef h():\n    return 1\n@app.get("/ready")\ndef r(u = Depends(get_principal)):\n    return 1\n',
  }),
  'fastapi hidden header': apart('/health', '/ready', {
    'app/main.py':
      'from fastapi import FastAPI, Header\napp = FastAPI()\n@app.get("/health")\ndef h():\n    return 1\n@app.get("/ready")\ndef r(x_token: str = Header(...)):\n    return 1\n',
  }),
  'flask host': apart('/health', '/ready', {
    'app.py':
      'from flask import Flask\napp = Flask(__name__)\n@app.route("/health")\ndef h():\n    return ""\n@app.route("/ready", methods=["POST"])\ndef r():\n    return ""\n',
  }),
  'fastapi multi-proc two dockerfiles services': apart(
    '/health',
    '/ready',
    {
      'api/main.py': 'from fastapi import FastAPI\napp = FastAPI()\n@app.get("/health")\ndef h():\n    return 1\n',
      'worker/main.py':
        'from fastapi import FastAPI\napp = FastAPI()\n@app.get("/health")\ndef h():\n    return 1\n@app.get("/ready")\ndef r():\n    return 1\n',
    },
    'COPY api/ api/',
  ),
  'spring security elsewhere': apart('/health', '/ready', {
    'src/main/java/H.java':
      'import org.springframework.web.bind.annotation.*;\n@RestController\npublic class H {\n  @GetMapping("/health") public String h() { return ""; }\n  @GetMapping("/ready") public String r() { return ""; }\n}\n',
    'src/main/java/Sec.java':
      '@Configuration class Sec { SecurityFilterChain f(HttpSecurity h) { h.authorizeHttpRequests(a -> a.requestMatchers("/health").permitAll().anyRequest().authenticated()); } }\n',
  }),
  'nest public': apart('/health', '/ready', {
    'src/h.controller.ts':
      "@Controller()\nexport class H {\n  @Public()\n  @Get('health')\n  h() {}\n  @Get('ready')\n  r() {}\n}\n",
  }),
  'fastapi alias': apart('/health', '/ready', {
    'main.py':
      'app = FastAPI()\n@app.get("/health")\ndef h():\n    return 1\n@app.get("/ready")\nasync def r(user: CurrentUser):\n    return 1\n',
  }),
  'fastapi multiline dep': apart('/health', '/ready', {
    'main.py':
      'app = FastAPI()\n@app.get("/health")\ndef h():\n    return 1\n@app.get(\n    "/ready",\n    response_model=X,\n)\nasync def r(\n    request: Request,\n    who: Annotated[str, Depends(get_principal)],\n):\n    return 1\n',
  }),
  'flask decorator below': apart('/health', '/ready', {
    'app.py':
      'app = Flask(__name__)\n@app.route("/health")\ndef h(): return ""\n@app.route("/ready")\n@requires_role("x")\ndef r(): return ""\n',
  }),
  'flask decorator above': apart('/health', '/ready', {
    'app.py':
      'app = Flask(__name__)\n@app.route("/health")\ndef h():\n    return ""\n\n@token_wanted\n@app.route("/ready")\ndef r():\n    return ""\n',
  }),
  'fastapi middleware path': apart('/health', '/ready', {
    'main.py':
      'app = FastAPI()\n@app.middleware("http")\nasync def m(request, call_next):\n    if request.url.path in ("/health", "/docs"):\n        return await call_next(request)\n    check(request)\n@app.get("/health")\ndef h():\n    return 1\n@app.get("/ready")\ndef r():\n    return 1\n',
  }),
  'express if block': apart('/health', '/ready', {
    'a.js': "const app = express();\napp.get('/health', h);\nif (cfg.x) {\n  app.get('/ready', r);\n}\n",
  }),
  'express return': apart('/health', '/ready', {
    'a.js': "function f(app) {\n  app.get('/health', h);\n  if (!cfg.x) return app;\n  app.get('/ready', r);\n}\n",
  }),
  'express ternary': apart('/health', '/ready', {
    'a.js': "const app = express();\napp.get('/health', h);\ncfg.x && app.get('/ready', r);\n",
  }),
  'express if no brace nl': apart('/health', '/ready', {
    'a.js': "const app = express();\napp.get('/health', h);\nif (cfg.x)\n  app.get('/ready', r);\n",
  }),
  'express router-level': apart('/health', '/ready', {
    'a.js':
      "const router = express.Router();\nrouter.get('/health', h);\nrouter.all('*', authenticate);\nrouter.get('/ready', r);\nconst app = express();\napp.use(router);\n",
  }),
  'express app.all': apart('/health', '/ready', {
    'a.js': "const app = express();\napp.get('/health', h);\napp.all('*', requireUser);\napp.get('/ready', r);\n",
  }),
  'fastify hook': apart('/health', '/ready', {
    'a.js':
      "const app = Fastify();\napp.get('/health', h);\napp.addHook('onRequest', async (req) => { if (req.url !== '/health') await auth(req) });\napp.get('/ready', r);\n",
  }),
  'go if': apart('/health', '/ready', {
    'main.go':
      'package main\nfunc main() {\n\tmux := http.NewServeMux()\n\tmux.HandleFunc("/health", h)\n\tif x {\n\t\tmux.HandleFunc("/ready", h)\n\t}\n}\n',
  }),
  'go switch': apart('/health', '/ready', {
    'main.go':
      'package main\nfunc main() {\n\tswitch m {\n\tcase "a":\n\t\tmux.HandleFunc("/health", h)\n\tcase "b":\n\t\tmux.HandleFunc("/ready", h)\n\t}\n}\n',
  }),
  'gin mw arg': apart('/health', '/ready', {
    'main.go':
      'package main\nfunc main() {\n\tr := gin.Default()\n\tr.GET("/health", h)\n\tr.GET("/ready", Who(), h)\n}\n',
  }),
  'gin group auth': apart('/health', '/ready', {
    'main.go':
      'package main\nfunc main() {\n\tr := gin.Default()\n\tg := r.Group("/", Who())\n\tr.GET("/health", h)\n\tg.GET("/ready", h)\n}\n',
  }),
  'laravel chain': apart('/health', '/ready', {
    'routes/web.php':
      "<?php\nRoute::get('/health', fn () => 1);\nRoute::get('/ready', fn () => 1)->middleware('auth');\n",
  }),
  'rails one-line if': apart('/health', '/ready', {
    'config/routes.rb':
      "Rails.application.routes.draw do\n  get '/health', to: 'h#i'\n  get '/ready', to: 'h#r' if X\nend\n",
  }),
  'rails unindented': apart('/health', '/ready', {
    'config/routes.rb':
      "Rails.application.routes.draw do\nget '/health', to: 'h#i'\nauthenticate do\nget '/ready', to: 'h#r'\nend\nend\n",
  }),
  'sinatra cond': apart('/health', '/ready', {
    'app.rb': "require 'sinatra'\nget '/health' do\n  'ok'\nend\nget '/ready', :auth => :user do\n  'ok'\nend\n",
  }),
  'axum layer': apart('/health', '/ready', {
    'src/main.rs':
      'use axum::{routing::get, Router};\nasync fn main() {\n    let app = Router::new().route("/ready", get(ready)).route_layer(auth()).route("/health", get(health));\n    axum::serve(listener, app).await.unwrap();\n}\n',
  }),
  'aspnet auth chain nl': apart('/health', '/ready', {
    'Program.cs':
      'var app = builder.Build();\napp.MapGet("/health", () => "ok");\napp.MapGet("/ready", () => "ok")\n   .WithName("r")\n   .RequireAuthorization();\napp.Run();\n',
  }),
  'aspnet ifdev': apart('/health', '/ready', {
    'Program.cs':
      'var app = builder.Build();\napp.MapGet("/health", () => "ok");\nif (app.Environment.IsDevelopment())\n{\n    app.MapGet("/ready", () => "ok");\n}\n',
  }),
  'kotlin ktor-like one class other': apart('/health', '/ready', {
    'H.kt':
      'import org.springframework.web.bind.annotation.*\n@RestController\nclass H {\n    @GetMapping("/health")\n    fun h() = "ok"\n    @GetMapping("/ready")\n    @Secured("X")\n    fun r() = "ok"\n}\n',
  }),
  'quarkus RolesAllowed above': apart('/health', '/ready', {
    'H.java':
      'import jakarta.ws.rs.*;\n@Path("/")\npublic class H {\n  @GET @Path("health") public String h() { return ""; }\n  @RolesAllowed("a")\n  @GET\n  @Path("ready")\n  public String r() { return ""; }\n}\n',
  }),
  'spring mvn security exact': apart('/actuator/health', '/actuator/health/readiness', {
    'pom.xml': 'spring-boot-starter-actuator',
    'src/main/resources/application.properties': 'management.endpoint.health.probes.enabled=true\n',
    'src/main/java/Sec.java': 'class S { f(h) { h.requestMatchers("/actuator/health").permitAll() } }\n',
  }),
  'quarkus in other module': apart('/q/health', '/q/health/ready', {
    'a/pom.xml': '<artifactId>quarkus-smallrye-health</artifactId>',
    'b/pom.xml': '<artifactId>x</artifactId>',
  }),
  'django include in i18n': apart('/health/live/', '/health/ready/', {
    'proj/urls.py':
      'from django.contrib import admin\nurlpatterns = [path("admin/", admin.site.urls)]\nurlpatterns += i18n_patterns(path("health/", include("health.urls")))\n',
    'health/urls.py': 'urlpatterns = [path("live/", views.live), path("ready/", views.ready)]\n',
  }),
  'django conditional': apart('/health', '/ready', {
    'proj/urls.py':
      'from django.contrib import admin\nurlpatterns = [path("admin/", admin.site.urls), path("health", h)]\nif settings.DEBUG:\n    urlpatterns += [path("ready", r)]\n',
  }),
  'flask return tuple early in create_app': apart('/health', '/ready', {
    'a.py':
      'def create(app):\n    @app.get("/health")\n    def h(): return ""\n    if not x:\n        return app\n    @app.get("/ready")\n    def r(): return ""\n',
  }),
  'fastapi two routers same name different files': apart('/health', '/ready', {
    'main.py':
      'from a import router as a\nfrom b import router as b\napp = FastAPI()\napp.include_router(a)\napp.include_router(b, dependencies=[Depends(x)])\n',
    'a.py': 'router = APIRouter()\n@router.get("/health")\ndef h(): ...\n',
    'b.py': 'router = APIRouter()\n@router.get("/ready")\ndef h(): ...\n',
  }),
  'fastapi multi-line Annotated alias': apart('/health', '/ready', {
    'main.py':
      'app = FastAPI()\n@app.get("/health")\ndef h(): ...\n@app.get("/ready")\ndef r(x: Annotated[str, Header()]): ...\n',
  }),
  'fastapi query required': apart('/health', '/ready', {
    'main.py': 'app = FastAPI()\n@app.get("/health")\ndef h(): ...\n@app.get("/ready")\ndef r(x): ...\n',
  }),
  'flask strict blueprint guard': apart('/health', '/ready', {
    'main.py':
      'bp = Blueprint("x", __name__)\n@bp.route("/health")\ndef h(): ...\n@bp.route("/ready")\n@auth.login_required\ndef r(): ...\napp.register_blueprint(bp)\n',
  }),
  'starlette requires': apart('/health', '/ready', {
    'main.py':
      'from starlette.authentication import requires\n@requires("x")\nasync def ready(request): ...\napp = Starlette(routes=[Route("/health", health), Route("/ready", ready)])\n',
  }),
  'django view decorated elsewhere': apart('/health', '/ready', {
    'p/urls.py':
      'from django.contrib import admin\nurlpatterns = [path("admin/", admin.site.urls), path("health", views.health), path("ready", views.ready)]\n',
    'p/views.py': 'def health(r): ...\n@login_required\ndef ready(r): ...\n',
  }),
  'express handler decl': apart('/health', '/ready', {
    'a.js': "const app = express();\napp.get('/health', h);\napp.get('/ready', [auth, r]);\n",
  }),
  'express vhost': apart('/health', '/ready', {
    'a.js': "const app = express();\napp.get('/health', h);\napp.get(['/ready'], r);\n",
  }),
  'koa router.use': apart('/health', '/ready', {
    'a.js':
      "const router = new Router();\nrouter.get('/health', h);\nrouter.use(jwt());\nrouter.get('/ready', h);\napp.use(router.routes());\n",
  }),
  'hono bearer path': apart('/health', '/ready', {
    'a.ts':
      "const app = new Hono();\napp.use('/ready', bearerAuth({ token }));\napp.get('/health', h);\napp.get('/ready', h);\n",
  }),
  'gin Use between': apart('/health', '/ready', {
    'main.go':
      'package main\nfunc main() {\n\tr := gin.New()\n\tr.GET("/health", h)\n\tr.Use(Who())\n\tr.GET("/ready", h)\n}\n',
  }),
  'chi With': apart('/health', '/ready', {
    'main.go':
      'package main\nfunc main() {\n\tr := chi.NewRouter()\n\tr.Get("/health", h)\n\tr.With(who).Get("/ready", h)\n}\n',
  }),
  'chi Group': apart('/health', '/ready', {
    'main.go':
      'package main\nfunc main() {\n\tr := chi.NewRouter()\n\tr.Get("/health", h)\n\tr.Group(func(r chi.Router) {\n\t\tr.Use(who)\n\t\tr.Get("/ready", h)\n\t})\n}\n',
  }),
  'go wrap var': apart('/health', '/ready', {
    'main.go':
      'package main\nfunc main() {\n\tmux.HandleFunc("/health", h)\n\tmux.HandleFunc("/ready", s.protect(s.ready))\n}\n',
  }),
  'mux Host': apart('/health', '/ready', {
    'main.go':
      'package main\nfunc main() {\n\tr := mux.NewRouter()\n\tr.HandleFunc("/health", h)\n\tr.HandleFunc("/ready", h).Host("x.y")\n}\n',
  }),
  'mux Methods POST': apart('/health', '/ready', {
    'main.go':
      'package main\nfunc main() {\n\tr := mux.NewRouter()\n\tr.HandleFunc("/health", h)\n\tr.HandleFunc("/ready", h).\n\t\tMethods("POST")\n}\n',
  }),
  'axum get layer': apart('/health', '/ready', {
    'src/main.rs':
      'use axum::{routing::get, Router};\nasync fn main() {\n    let app = Router::new().route("/health", get(health)).route("/ready", get(ready).layer(auth()));\n    axum::serve(listener, app).await.unwrap();\n}\n',
  }),
  'nest class 2': apart('/health', '/ready', {
    'h.ts':
      "@Controller()\nexport class A {\n  @Get('health')\n  h() {}\n}\n@UseGuards(X)\n@Controller()\nexport class B {\n  @Get('ready')\n  r() {}\n}\n",
  }),
  'nest version method': apart('/health', '/ready', {
    'h.ts':
      "@Controller()\nexport class A {\n  @Get('health')\n  h() {}\n  @Version('2')\n  @Get('ready')\n  r() {}\n}\n",
  }),
  'spring params': apart('/health', '/ready', {
    'H.java':
      'import org.springframework.web.bind.annotation.*;\n@RestController\npublic class H {\n  @GetMapping("/health") public String h() { return ""; }\n  @GetMapping("/ready") public String r(@RequestHeader("X-Key") String k) { return ""; }\n}\n',
  }),
  'spring headers': apart('/health', '/ready', {
    'H.java':
      'import org.springframework.web.bind.annotation.*;\n@RestController\npublic class H {\n  @GetMapping("/health") public String h() { return ""; }\n  @GetMapping(value = "/ready", headers = "X-Key=1") public String r() { return ""; }\n}\n',
  }),
  'spring conditional': apart('/health', '/ready', {
    'H.java':
      'import org.springframework.web.bind.annotation.*;\n@RestController\npublic class H {\n  @GetMapping("/health") public String h() { return ""; }\n  @Profile("k8s")\n  @GetMapping("/ready") public String r() { return ""; }\n}\n',
  }),
  'aspnet HttpGet+Authorize same': apart('/health', '/ready', {
    'H.cs':
      '[Route("")]\npublic class H : ControllerBase {\n  [HttpGet("health")]\n  public IActionResult Health() => Ok();\n\n  [HttpGet("ready"), Authorize]\n  public IActionResult Ready() => Ok();\n}\n',
  }),
  'laravel match post': apart('/health', '/ready', {
    'routes/web.php':
      "<?php\nRoute::get('/health', fn () => 1);\nif (app()->isLocal()) Route::get('/ready', fn () => 1);\n",
  }),
  'two compose of one': apart('/health', '/ready', {
    'svc/a/main.py': 'app = FastAPI()\n@app.get("/health")\ndef h(): ...\n',
    'svc/b/main.py': 'app = FastAPI()\n@app.get("/health")\ndef h(): ...\n@app.get("/ready")\ndef r(): ...\n',
  }),
  'rust if': apart('/health', '/ready', {
    'src/main.rs':
      'use axum::{routing::get, Router};\nasync fn main() {\n    let mut app = Router::new().route("/health", get(health));\n    if cfg.x {\n        app = app.route("/ready", get(ready));\n    }\n    axum::serve(listener, app).await.unwrap();\n}\n',
  }),
  'rust cfg': apart('/health', '/ready', {
    'src/main.rs':
      'use actix_web::*;\n#[get("/health")]\nasync fn health() -> &str { "" }\n#[cfg(feature = "x")]\n#[get("/ready")]\nasync fn ready() -> &str { "" }\nfn main() { HttpServer::new(|| App::new().service(health).service(ready)) }\n',
  }),
});

const ON = 'management.endpoint.health.probes.enabled=true\n';
const ACTUATOR = '<artifactId>spring-boot-starter-actuator</artifactId>\n';
const SETTINGS = 'src/main/resources/application.properties';

testRule(livenessHealthcheck, {
  'settings of a profile among properties': apart('/actuator/health', '/actuator/health/readiness', {
    'pom.xml': ACTUATOR,
    [SETTINGS]: `a=1\n#---\nspring.config.activate.on-profile=k8s\n${ON}`,
  }),
  'two modules with an actuator': apart('/actuator/health', '/actuator/health/readiness', {
    'a/pom.xml': ACTUATOR,
    [`a/${SETTINGS}`]: ON,
    'b/pom.xml': ACTUATOR,
  }),
  'a library of the tests': apart('/q/health', '/q/ready', {
    'pom.xml': '<dependency><artifactId>quarkus-smallrye-health</artifactId><scope>test</scope></dependency>\n',
  }),
  'a library of Gradle tests': apart('/health', '/ready', {
    'build.gradle': 'testImplementation "io.micronaut:micronaut-management"\n',
  }),
  'Micronaut with credentials': apart('/health', '/health/readiness', {
    'build.gradle':
      'implementation("io.micronaut:micronaut-management")\nimplementation("io.micronaut.security:micronaut-security")\n',
  }),
  'Quarkus with permissions': apart('/q/health', '/q/health/ready', {
    'pom.xml': '<artifactId>quarkus-smallrye-health</artifactId>\n',
    [SETTINGS]: 'quarkus.http.auth.permission.x.paths=/q/*\n',
  }),
});
