import { livenessHealthcheck } from '../../server/src/core/rules/liveness-healthcheck.ts';
import { type Case, testRule } from '../rule-tester.ts';

/** A project of a framework that has both routes, and one like it that has no readiness route. */
interface Sample {
  readonly file: string;
  readonly source: string;
  readonly without: string;
  /** The paths that are probed and found; /health and /ready where they are left out. */
  readonly alive?: string;
  readonly ready?: string;
  readonly others?: Readonly<Record<string, string>>;
  /** Whether the framework's way of writing always leaves a doubt. */
  readonly doubtful?: true;
}

const samples: Readonly<Record<string, Sample>> = {
  FastAPI: {
    file: 'app/main.py',
    source:
      'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/health")\nasync def health():\n    return {}\n\n\n@app.get("/ready")\nasync def ready():\n    return {}\n',
    without:
      'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/health")\nasync def health():\n    return {}\n\n\n@app.post("/ready")\nasync def ready():\n    return {}\n',
  },
  Flask: {
    file: 'app.py',
    source:
      "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.route('/health')\ndef health():\n    return 'ok'\n\n\n@app.route('/ready')\ndef ready():\n    return 'ok'\n",
    without:
      "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.route('/health')\ndef health():\n    return 'ok'\n\n\n# @app.route('/ready')\ndef ready():\n    return 'ok'\n",
  },
  Django: {
    file: 'site/urls.py',
    source:
      "from django.contrib import admin\nfrom django.urls import path\n\nurlpatterns = [\n    path('admin/', admin.site.urls),\n    path('health/', views.health),\n    path('ready/', views.ready),\n]\n",
    without:
      "from django.contrib import admin\nfrom django.urls import path\n\nurlpatterns = [\n    path('admin/', admin.site.urls),\n    path('health/', views.health),\n    path('orders/ready/', views.ready),\n]\n",
    alive: '/health/',
    ready: '/ready/',
  },
  Starlette: {
    file: 'main.py',
    source: "app = Starlette(routes=[\n    Route('/health', health),\n    Route('/ready', ready),\n])\n",
    without: "app = Starlette(routes=[\n    Route('/health', health),\n    Route('/other', ready),\n])\n",
  },
  aiohttp: {
    file: 'main.py',
    source: "app = web.Application()\napp.router.add_get('/health', health)\napp.router.add_get('/ready', ready)\n",
    without: "app = web.Application()\napp.router.add_get('/health', health)\napp.router.add_post('/ready', ready)\n",
  },
  Express: {
    file: 'server.js',
    source: "const app = express();\napp.get('/health', ok);\napp.get('/ready', (req, res) => res.send('ok'));\n",
    without: "const app = express();\napp.get('/health', ok);\naxios.get('/ready', {});\n",
  },
  Fastify: {
    file: 'server.ts',
    source:
      "const app = Fastify({ logger: true });\napp.get('/health', async () => ({}));\napp.route({\n  method: 'GET',\n  url: '/ready',\n  handler: async () => ({}),\n});\n",
    without:
      "const app = Fastify({ logger: true });\napp.get('/health', async () => ({}));\napp.route({\n  method: 'POST',\n  url: '/ready',\n  handler: async () => ({}),\n});\n",
  },
  'a plugin of Fastify': {
    file: 'src/probes.ts',
    source:
      "export default async function (fastify) {\n  fastify.get('/health', async () => ({}));\n  fastify.get('/ready', async () => ({}));\n}\n",
    without: "export default async function (fastify) {\n  fastify.get('/health', async () => ({}));\n}\n",
    others: {
      'src/app.ts':
        "import probes from './probes.js';\nconst app = fastify();\napp.register(probes, { prefix: '/api' });\n",
    },
    alive: '/api/health',
    ready: '/api/ready',
  },
  Nest: {
    file: 'src/probes.controller.ts',
    source:
      "@Controller('health')\nexport class ProbesController {\n  @Get()\n  health() {\n    return {};\n  }\n\n  @Get('ready')\n  ready() {\n    return {};\n  }\n}\n",
    without:
      "@Controller('health')\nexport class ProbesController {\n  @Get()\n  health() {\n    return {};\n  }\n\n  @Post('ready')\n  ready() {\n    return {};\n  }\n}\n",
    others: { 'src/main.ts': "const app = await NestFactory.create(Module);\napp.setGlobalPrefix('api');\n" },
    alive: '/api/health',
    ready: '/api/health/ready',
  },
  Koa: {
    file: 'app.js',
    source:
      "const app = new Koa();\nconst router = new Router({ prefix: '/ops' });\nrouter.get('/health', ok);\nrouter.get('/ready', (ctx) => {});\napp.use(router.routes());\n",
    without:
      "const app = new Koa();\nconst router = new Router({ prefix: '/ops' });\nrouter.get('/health', ok);\nrouter.post('/ready', (ctx) => {});\napp.use(router.routes());\n",
    alive: '/ops/health',
    ready: '/ops/ready',
  },
  Hono: {
    file: 'index.ts',
    source:
      "const app = new Hono<{ Bindings: Env }>();\nconst ops = new Hono();\napp.get('/health', (c) => c.text('ok'));\napp.get('/ready', (c) => c.text('ok'));\napp.route('/ops', ops);\n",
    without:
      "const app = new Hono();\napp.get('/health', (c) => c.text('ok'));\napp.put('/ready', (c) => c.text('ok'));\n",
  },
  Spring: {
    file: 'src/main/java/x/Probes.java',
    source:
      '@RestController\n@RequestMapping("/ops")\npublic class Probes {\n  @GetMapping("/health")\n  public String health() { return "ok"; }\n\n  @GetMapping("/ready")\n  public String ready() { return "ok"; }\n}\n',
    without:
      '@RestController\n@RequestMapping("/ops")\npublic class Probes {\n  @GetMapping("/health")\n  public String health() { return "ok"; }\n\n  @PostMapping("/ready")\n  public String ready() { return "ok"; }\n}\n',
    alive: '/ops/health',
    ready: '/ops/ready',
  },
  'JAX-RS in Quarkus': {
    file: 'src/main/java/x/Probes.java',
    source:
      'import jakarta.ws.rs.*;\n\n@Path("/ops")\npublic class Probes {\n  @GET\n  @Path("/health")\n  public String health() { return "ok"; }\n\n  @GET\n  @Produces("text/plain")\n  @Path("/ready")\n  public String ready() { return "ok"; }\n}\n',
    without:
      'import jakarta.ws.rs.*;\n\n@Path("/ops")\npublic class Probes {\n  @GET\n  @Path("/health")\n  public String health() { return "ok"; }\n\n  @POST\n  @Path("/ready")\n  public String ready() { return "ok"; }\n}\n',
    alive: '/ops/health',
    ready: '/ops/ready',
  },
  'the health extension of Quarkus': {
    file: 'pom.xml',
    source: '<artifactId>quarkus-smallrye-health</artifactId>\n',
    without: '<artifactId>quarkus-rest</artifactId>\n',
    alive: '/q/health/live',
    ready: '/q/health/ready',
  },
  Micronaut: {
    file: 'src/main/kotlin/x/Probes.kt',
    source:
      'import io.micronaut.http.annotation.*\n\n@Controller("/ops")\nclass Probes {\n  @Get("/health")\n  fun health() = "ok"\n\n  @Get("/ready")\n  fun ready() = "ok"\n}\n',
    without:
      'import io.micronaut.http.annotation.*\n\n@Controller("/ops")\nclass Probes {\n  @Get("/health")\n  fun health() = "ok"\n\n  @Post("/ready")\n  fun ready() = "ok"\n}\n',
    alive: '/ops/health',
    ready: '/ops/ready',
  },
  'the management of Micronaut': {
    file: 'build.gradle.kts',
    source: 'implementation("io.micronaut:micronaut-management")\n',
    without: 'implementation("io.micronaut:micronaut-http-server-netty")\n',
    alive: '/health',
    ready: '/health/readiness',
  },
  'Go net/http': {
    file: 'main.go',
    source:
      'func main() {\n\tmux := http.NewServeMux()\n\tmux.HandleFunc("GET /health", ok)\n\tmux.HandleFunc("GET /ready", ready)\n}\n',
    without:
      'func main() {\n\tmux := http.NewServeMux()\n\tmux.HandleFunc("GET /health", ok)\n\tmux.HandleFunc("POST /ready", ready)\n}\n',
  },
  gin: {
    file: 'main.go',
    source: 'r := gin.Default()\nr.GET("/health", ok)\nr.GET("/ready", ready)\n',
    without: 'r := gin.Default()\nr.GET("/health", ok)\nr.POST("/ready", ready)\n',
  },
  echo: {
    file: 'main.go',
    source: 'e := echo.New()\ng := e.Group("/ops")\ng.GET("/health", ok)\ng.GET("/ready", ready)\n',
    without:
      'e := echo.New()\ng := e.Group("/ops")\ng.GET("/health", ok)\nh := e.Group("/jobs")\nh.GET("/ready", ready)\n',
    alive: '/ops/health',
    ready: '/ops/ready',
  },
  chi: {
    file: 'main.go',
    source: 'r := chi.NewRouter()\nr.Get("/health", ok)\nr.Get("/ready", ready)\n',
    without: 'r := chi.NewRouter()\nr.Get("/health", ok)\nr.Post("/ready", ready)\n',
  },
  fiber: {
    file: 'main.go',
    source: 'app := fiber.New()\napp.Get("/health", ok)\napp.Get("/ready", ready)\n',
    without: 'app := fiber.New()\napp.Get("/health", ok)\napp.Put("/ready", ready)\n',
  },
  axum: {
    file: 'src/main.rs',
    source:
      'use axum::{routing::get, Router};\n\n#[tokio::main]\nasync fn main() {\n    let app = Router::new()\n        .route("/health", get(|| async { "ok" }))\n        .route("/ready", get(ready));\n    axum::serve(listener, app).await.unwrap();\n}\n\nasync fn ready<\'a>() -> &\'a str {\n    "ok"\n}\n',
    without:
      'use axum::{routing::get, Router};\n\n#[tokio::main]\nasync fn main() {\n    let app = Router::new()\n        .route("/health", get(|| async { "ok" }))\n        .route("/ready", post(ready));\n    axum::serve(listener, app).await.unwrap();\n}\n',
  },
  'axum below a prefix': {
    file: 'src/probes.rs',
    source:
      'use axum::{routing::get, Router};\n\npub fn router() -> Router {\n    Router::new().route("/health", get(health)).route("/ready", get(ready))\n}\n',
    without:
      'use axum::{routing::get, Router};\n\npub fn router() -> Router {\n    Router::new().route("/health", get(health))\n}\n',
    alive: '/ops/health',
    ready: '/ops/ready',
    doubtful: true,
  },
  actix: {
    file: 'src/main.rs',
    source:
      'use actix_web::{get, web, App, HttpServer};\n\n#[get("/health")]\nasync fn health() -> &\'static str {\n    "ok"\n}\n\nfn main() {\n    HttpServer::new(|| App::new().service(health).route("/ready", web::get().to(ready)))\n}\n',
    without:
      'use actix_web::{get, web, App, HttpServer};\n\n#[get("/health")]\nasync fn health() -> &\'static str {\n    "ok"\n}\n\nfn main() {\n    HttpServer::new(|| App::new().service(health).route("/ready", web::post().to(ready)))\n}\n',
  },
  Rails: {
    file: 'config/routes.rb',
    source:
      "Rails.application.routes.draw do\n  get \"up\" => \"rails/health#show\"\n  scope :ops do\n    get '/health', to: 'probes#health'\n    get '/ready', to: 'probes#ready' # by the balancer\n  end\nend\n",
    without:
      "Rails.application.routes.draw do\n  get \"up\" => \"rails/health#show\"\n  scope :ops do\n    get '/health', to: 'probes#health'\n    post '/ready', to: 'probes#ready'\n  end\nend\n",
    alive: '/ops/health',
    ready: '/ops/ready',
  },
  Sinatra: {
    file: 'app.rb',
    source: "require 'sinatra'\n\nget '/health' do\n  'ok'\nend\n\nget '/ready' do\n  'ok'\nend\n",
    without: "require 'sinatra'\n\nget '/health' do\n  'ok'\nend\n\n# get '/ready' do\n#   'ok'\n# end\n",
  },
  Laravel: {
    file: 'routes/api.php',
    source:
      "<?php\n\nRoute::get('/health', fn () => 'ok');\nRoute::prefix('ops')->group(function () {\n    Route::get('ready', [Probes::class, 'ready']);\n});\n",
    without:
      "<?php\n\nRoute::get('/health', fn () => 'ok');\nRoute::prefix('ops')->group(function () {\n    Route::post('ready', [Probes::class, 'ready']);\n});\n",
    alive: '/api/health',
    ready: '/api/ops/ready',
  },
  'ASP.NET': {
    file: 'Program.cs',
    source:
      'var builder = WebApplication.CreateBuilder(args);\nvar app = builder.Build();\napp.MapGet("/health", () => "ok");\napp.MapHealthChecks("/ready", new HealthCheckOptions { Predicate = (x) => true });\napp.Run();\n',
    without:
      'var builder = WebApplication.CreateBuilder(args);\nvar app = builder.Build();\napp.MapGet("/health", () => "ok");\napp.MapPost("/ready", () => "ok");\napp.Run();\n',
  },
  'controllers of ASP.NET': {
    file: 'Controllers/Probes.cs',
    source:
      '[ApiController]\n[Route("ops")]\npublic class Probes : ControllerBase\n{\n    [HttpGet("health")]\n    public string Health() => "ok";\n\n    [HttpGet("ready")]\n    public string Ready() => "ok";\n}\n',
    without:
      '[ApiController]\n[Route("ops")]\npublic class Probes : ControllerBase\n{\n    [HttpGet("health")]\n    public string Health() => "ok";\n\n    [HttpPost("ready")]\n    public string Ready() => "ok";\n}\n',
    alive: '/ops/health',
    ready: '/ops/ready',
  },
};

const probing = (path: string) =>
  `FROM company/base\nCOPY . .\n«HEALTHCHECK» --start-period=5s CMD curl -f http://localhost${path}\nCMD ["serve"]\n`;

/** Services of gRPC's health protocol have names instead of paths. */
const grpc = (service: string) =>
  `FROM company/base\nCOPY . .\n«HEALTHCHECK» --start-period=5s CMD ["grpc_health_probe", "-addr=:50051", "-service=${service}"]\n`;
const SERVING = (...services: readonly string[]) => ({
  'main.go': services
    .map((service) => `\thealthServer.SetServingStatus("${service}", healthpb.HealthCheckResponse_SERVING)\n`)
    .join(''),
});

testRule(livenessHealthcheck, {
  'a route of ASP.NET for those who are let in': {
    marked: probing('/health'),
    reviewed: probing('/ready').replace(/[«»]/g, ''),
    files: {
      'Program.cs':
        'var app = builder.Build();\napp.MapGet("/health", () => "ok");\napp.MapHealthChecks("/ready").RequireAuthorization();\n',
    },
    says: ['ask /ready'],
  },
  'a route of Nest behind a guard': {
    marked: probing('/health'),
    reviewed: probing('/ready').replace(/[«»]/g, ''),
    files: {
      'probes.controller.ts':
        "@Controller()\nexport class Probes {\n  @Get('health')\n  health() {}\n\n  @Get('ready')\n  @UseGuards(Internal)\n  ready() {}\n}\n",
    },
    says: ['ask /ready'],
  },
});

testRule(livenessHealthcheck, {
  'gRPC health': {
    marked: grpc('liveness'),
    fixed: grpc('readiness').replace(/[«»]/g, ''),
    files: SERVING('liveness', 'readiness'),
    says: ['ask readiness, which main.go provides'],
  },
  'gRPC health, without the service': {
    marked: grpc('liveness'),
    reviewed: grpc('readiness').replace(/[«»]/g, ''),
    files: { ...SERVING('liveness'), 'web.go': 'http.HandleFunc("/readiness", x)\n' },
    says: ['no readiness route was found'],
  },
  'gRPC health of another service': { marked: grpc('shop.Cart').replace(/[«»]/g, '') },
});

/** The route of a sample is found, and asked. */
function found({ file, source, others, alive = '/health', ready = '/ready', doubtful }: Sample): Case {
  const asked = probing(ready).replace(/[«»]/g, '');
  return {
    marked: probing(alive),
    ...(doubtful ? { reviewed: asked } : { fixed: asked }),
    files: { ...others, [file]: source },
    says: [`ask ${ready}, which ${file} provides`],
  };
}

/** Nothing is found in what only looks like it. */
const notFound = ({ file, without, others, alive = '/health' }: Sample): Case => ({
  marked: probing(alive),
  files: { ...others, [file]: without },
  says: ['a route that fails until then'],
});

testRule(
  livenessHealthcheck,
  Object.fromEntries(
    Object.entries(samples).flatMap(([name, sample]) => [
      [name, found(sample)],
      [`${name}, without the route`, notFound(sample)],
    ]),
  ),
);
