import { splitLines } from '../dockerfile/lines.ts';
import type { Dockerfile } from '../dockerfile/model.ts';
import type { Fix } from '../rule.ts';

/** What a parser directive, or what may stand in front of one, looks like (BuildKit, parser directives). */
const HEAD = /^\uFEFF?\s*(?:(?:#|\/\/)\s*(?:syntax|escape|check)\s*=|#!)/i;

/** Writes down that the images of a file run on GPUs, behind the parser directives, which a comment would end. */
export function recordGpu({ source, eol }: Dockerfile): Fix {
  const lines = splitLines(source);
  const first = lines.find(({ start, end }) => !HEAD.test(source.slice(start, end)))?.start ?? source.length;
  const start = first === 0 && source.startsWith('\uFEFF') ? 1 : first;
  return {
    key: 'target=gpu',
    title: 'This image runs on a GPU: write # harden target=gpu at the top of the file',
    safety: 'review',
    reason: 'only a person knows what the image runs on',
    edits: () => [{ span: { start, end: start }, text: `# harden target=gpu${eol}` }],
  };
}
