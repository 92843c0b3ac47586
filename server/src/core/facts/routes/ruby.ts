import { APPLICATION, blank, flat, joinPaths, type Reader, type WrittenRoute } from './model.ts';

const COMMENTS = /^=begin\b[^]*?^=end\b|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|(?<![\w#{])#[^\n{][^\n]*/gm;
const ROUTE = /^([ \t]*)(?:get|match)\s*\(?\s*(?:"([^"\n]*)"|'([^'\n]*)'|:(\w+))([^\n]*)/gm;
/** Blocks of a Rails router that put something in front of what stands in them. */
const BLOCK =
  /^([ \t]*)(?:namespace\s*\(?\s*(?::(\w+)|["']([^"'\n]*)["'])|scope\s*\(?\s*(?:path:\s*)?(?::(\w+)|["']([^"'\n]*)["']))[^\n]*\bdo\b/gm;

/** Rails and Sinatra. */
export const ruby: Reader = {
  endings: ['.rb', '.ru'],
  read(source) {
    const text = blank(source, COMMENTS, (match) => /^(?:#|=)/.test(match));
    const isRails = /\broutes\.draw\b/.test(text);
    const isSinatra = /['"]sinatra(?:\/base)?['"]|\bSinatra::/.test(text);
    return flat(isRails || isSinatra ? routesIn(text, isRails) : []);
  },
  modulePaths: () => [],
};

function routesIn(text: string, isRails: boolean): WrittenRoute[] {
  const blocks = isRails ? [...text.matchAll(BLOCK)].map((match) => blockAt(text, match)) : [];
  return [...text.matchAll(ROUTE)].flatMap(
    ({ 1: indent, 2: double, 3: single, 4: symbol, 5: rest, index, 0: whole }) => {
      const path = double ?? single ?? symbol!;
      const isOther = /\bvia:\s*(?!.*\bget\b)/.test(rest!) || (!isRails && !path.startsWith('/'));
      if (isOther || path.includes('#{')) return [];
      const around = blocks.filter(({ start, end }) => start < index && index < end);
      const prefix = around.reduce((before, block) => joinPaths(before, block.prefix), '');
      return [
        {
          on: APPLICATION,
          path: joinPaths(prefix, path),
          handler: isRails ? rest! : text.slice(index + whole.length, blockEnd(text, index + whole.length, indent!)),
          indent: 0,
        },
      ];
    },
  );
}

function blockAt(
  text: string,
  { 0: whole, 1: indent, 2: name, 3: quoted, 4: symbol, 5: path, index }: RegExpExecArray,
) {
  const prefix = name ?? quoted ?? symbol ?? path!;
  return { prefix, start: index, end: blockEnd(text, index + whole.length, indent!) };
}

/** Where the `end` of a block stands: the first one that is indented like its start. */
function blockEnd(text: string, from: number, indent: string): number {
  const end = new RegExp(`^${indent}end\\b`, 'm').exec(text.slice(from));
  return end ? from + end.index : text.length;
}
