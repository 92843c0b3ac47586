import { operands } from '../../dockerfile/operands.ts';
import { wordParts } from '../../dockerfile/words.ts';
import type { Source } from '../../rule.ts';
import { expand } from '../../text/parts.ts';
import { variablesAt } from '../variables.ts';

/** Folders and files that are no part of what a server runs. */
const NO_SERVER =
  /(?:^|\/)(?:tests?|__tests__|spec|e2e|fixtures|mocks?|mock[-_]?servers?|examples?|samples?|scripts|tools|bench(?:marks?)?|testing|docs?|migrations|node_modules|vendor|site-packages|\.[^/]+)\/|(?:^|\/)(?:test_[^/]*|conftest)\.py$|(?:_test\.go|[._](?:test|spec|d)\.[cm]?[jt]s|Tests?\.(?:java|kt|cs|php)|_(?:test|spec)\.rb)$/;

/** Whether a file is no part of what a server runs, by its place below the Dockerfile's folder. */
export function isNoServer(source: Source, path: string): boolean {
  const own = contexts(source)[0]!;
  return NO_SERVER.test(isWithin(path, own) ? path.slice(own.length) : path);
}

/** Folders that may be the build context, nearest first: the Dockerfile's own and those around it. '' is the project's root. */
export function contexts({ project }: Source): string[] {
  const folders = (project.path ?? '').split('/').slice(0, -1);
  return [...folders.map((_, index) => folders.slice(0, folders.length - index).join('/')), ''];
}

/** What COPY and ADD take from the build context, relative to it: folders and files, '' for all of it. */
export function copiedPaths(source: Source): string[] {
  const { file } = source;
  return file.instructions.flatMap((instruction) => {
    const { keyword, flags, body } = instruction;
    if ((keyword !== 'COPY' && keyword !== 'ADD') || flags.some(({ name }) => name === 'from')) return [];
    const words = operands(body, file.escape);
    return words.slice(0, -1).flatMap((word) => {
      const path = expand(wordParts(word, file.escape), variablesAt(source, instruction)).text;
      return /^\w+:\/\/|^<</.test(path)
        ? []
        : [path.replace(/[^/]*[*?[].*$/, '').replace(/^(?:\.?\/+)+|^\.$|\/+$/g, '')];
    });
  });
}

/** Whether a path of the project is, or lies in, a folder or file. */
export const isWithin = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`);

/** A path below a folder. */
export const inFolder = (folder: string, path: string): string =>
  [folder, path].filter((piece) => piece !== '').join('/');
