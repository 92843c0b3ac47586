import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeRoutes } from '../../server/src/core/facts/routes/compose.ts';
import { csharp } from '../../server/src/core/facts/routes/csharp.ts';
import { go } from '../../server/src/core/facts/routes/go.ts';
import { javascript } from '../../server/src/core/facts/routes/javascript.ts';
import { jvm } from '../../server/src/core/facts/routes/jvm.ts';
import { MAX_MATCHES, type Reader } from '../../server/src/core/facts/routes/model.ts';
import { php } from '../../server/src/core/facts/routes/php.ts';
import { python } from '../../server/src/core/facts/routes/python.ts';
import { ruby } from '../../server/src/core/facts/routes/ruby.ts';
import { rust } from '../../server/src/core/facts/routes/rust.ts';

/** Sources that once took minutes: blocks, brackets and strings that nothing closes. */
const unclosed: readonly (readonly [Reader, string])[] = [
  [python, 'Mount("/a", ['.repeat(5000) + 'Route("/x"),'.repeat(5000)],
  [python, 'app.include_router(x'.repeat(20_000)],
  [python, '@app.get("/a"\n'.repeat(20_000)],
  [python, 'from a import (\n'.repeat(20_000)],
  [ruby, `Rails.application.routes.draw do\n${'namespace :a do\nget "x"\n'.repeat(5000)}`],
  [ruby, `Rails.application.routes.draw do\n${'=begin\n'.repeat(20_000)}`],
  [php, "Route::group(['prefix' => 'a'], function () {\n".repeat(5000) + "Route::get('/x', 1);\n".repeat(5000)],
  [php, "Route::group(['prefix' => 'a'], function () {\nRoute::get('/x', 1);\n".repeat(5000)],
  [javascript, '` \\ `'.repeat(100_000)],
  [javascript, `const x = ${'\\`'.repeat(100_000)}${"\\'".repeat(100_000)}`],
  [javascript, `const app = new Hono()${'.get("/x", y)'.repeat(22_000)}`],
  [javascript, 'app.get("/x", y);'.repeat(22_000)],
  [javascript, 'import { a'.repeat(20_000)],
  [go, 'r.Route("/a", func(r chi.Router) {\nr.Get("/x", h)\n'.repeat(5000)],
  [jvm, `org.springframework\n${'@RequestMapping("/a") class A {\n@GetMapping("/x") void a() {\n'.repeat(5000)}`],
  [csharp, '[Route("a")] class A {\n[HttpGet("x")]\n'.repeat(5000)],
  [csharp, 'app.MapGet("/x", ('.repeat(20_000)],
  [rust, `axum${'.route("/a", get(h)'.repeat(20_000)}`],
];

for (const [reader, source] of unclosed)
  test(`no more is read than is kept: ${JSON.stringify(source.slice(0, 60))}`, () => {
    const { routes, mounts } = reader.read(source, 'routes/web.php');
    assert.ok(routes.length <= 2 * MAX_MATCHES, `${routes.length} routes`);
    assert.ok(mounts.length <= 3 * MAX_MATCHES, `${mounts.length} mounts`);
    const longest = Math.max(0, ...routes.map(({ path, handler }) => path.length + handler.length));
    assert.ok(longest <= 10_000, `a route of ${longest} characters`);
  });

test('prefixes that double from file to file', () => {
  const files = Array.from({ length: 40 }, (_, index) => {
    const text = `import a from './f${index + 1}';\nconst router = Router();\nrouter.use('/l', a);\nrouter.use('/r', a);\nrouter.get('/health', x);\nexport default router;\n${index === 0 ? 'const app = express();\napp.use(router);\n' : ''}`;
    const path = `f${index}.ts`;
    return [
      path,
      { reader: javascript, found: { ...javascript.read(text, path), named: new Map(), guarded: new Set<string>() } },
    ] as const;
  });
  const routes = composeRoutes(new Map(files));
  assert.ok(routes.length <= 40 * 16, `${routes.length} routes`);
  assert.ok(routes.some(({ path, certain }) => certain && path === '/l/r/health'));
});
