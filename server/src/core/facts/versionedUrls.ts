import { urlFile } from './paths.ts';

/** A version, a date or a commit; `9.x` stands for whatever comes. */
const VERSION = /\d+[._u]\d+(?![._]?x\b)|[/@_-]v?\d+(?=[/_-]|\.(?!x\b))|[0-9a-f]{40}|\d{8}/;
/** One that names a single release. */
const EXACT = /\d+\.\d+\.\d+|\d+u\d+|\d{8}|[0-9a-f]{40}/;
const MOVING = /(?:^|[/._-])(?:latest|master|main|HEAD|stable|nightly|snapshots?|current|refs\/heads)(?=[/._-]|$)/i;
/** Files of a branch, whatever their own names say. */
const BRANCH =
  /^https?:\/\/(?:raw\.githubusercontent\.com\/[^/]+\/[^/]+|github\.com\/[^/]+\/[^/]+\/(?:raw|archive))\/(?:refs\/heads\/|(?:master|main|HEAD|develop|trunk)\b)/i;

/** Whether a URL looks as if its bytes were meant to stay: its file names a release, or something in it does and nothing moves. */
export function namesVersion(url: string): boolean {
  const path = url.replace(/^[a-z]+:\/\/[^/]*/i, '');
  const file = urlFile(path);
  if (BRANCH.test(url) || /latest|nightly/i.test(file)) return false;
  return EXACT.test(file) || (VERSION.test(path) && !MOVING.test(path));
}
