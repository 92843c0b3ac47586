import { line, type Manifest } from './manifest.ts';

/** A word of a comment, a string, a bracket or a line break: what decides where a statement stands. */
const TOKEN =
  /\/\/.*|\/\*[^]*?(?:\*\/|$)|'''[^]*?(?:'''|$)|"""[^]*?(?:"""|$)|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|[{}]/g;

/**
 * What build.gradle, build.gradle.kts, settings.gradle or gradle.properties says outside of any block, as text. What a
 * script computes (`"$base.1"`, `findProperty(…)`) is not known.
 */
export function readGradle(text: string): Manifest {
  const top = topLevel(text);
  return {
    title: assigned(top, 'rootProject\\.name'),
    version: assigned(top, '(?:project\\.)?version'),
    description: assigned(top, '(?:project\\.)?description'),
  };
}

/** The `version` and `description` of a properties file. */
export function readGradleProperties(text: string): Manifest {
  const field = (name: string): string | undefined =>
    line(new RegExp(`^[ \\t]*${name}[ \\t]*[=:][ \\t]*([^\\r\\n\\\\]*)$`, 'm').exec(text)?.[1]);
  return { version: field('version'), description: field('description') };
}

/** A script without comments and blocks. */
function topLevel(text: string): string {
  let depth = 0;
  let top = '';
  let last = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (depth === 0) top += text.slice(last, match.index);
    last = match.index + match[0].length;
    if (match[0] === '{') depth++;
    else if (match[0] === '}') depth = Math.max(0, depth - 1);
    else if (depth === 0 && !match[0].startsWith('/')) top += match[0];
  }
  return depth === 0 ? top + text.slice(last) : top;
}

/** The text of `name = 'text'`, or Groovy's `name 'text'`; in double quotes `$` stands for something else. */
function assigned(script: string, name: string): string | undefined {
  const [, single, double] =
    new RegExp(
      `^[ \\t]*${name}[ \\t]*(?:=[ \\t]*|[ \\t])(?:'((?:[^'\\\\\\n]|\\\\.)*)'|"((?:[^"\\\\$\\n]|\\\\.)*)")[ \\t]*;?[ \\t]*$`,
      'm',
    ).exec(script) ?? [];
  return line((single ?? double)?.replace(/\\(.)/g, '$1'));
}
