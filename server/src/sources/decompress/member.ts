import { Readable } from 'node:stream';
import { Unzip, UnzipInflate } from 'fflate';
import { extract } from 'tar-stream';
import { type Bytes, peek } from './bytes.ts';

const ZIP = Buffer.from('PK\x03\x04', 'latin1');
/** What is unzipped at a time: deflate makes at most a thousand times as much of it. */
const PIECE = 4096;

/**
 * The content of one file of a tar or zip archive, told by its first bytes; `path` is as the archive lists it, a `./` in
 * front left out. Throws where the archive has no such file, or has it twice: the later one would count then.
 */
export async function* member(source: Bytes, path: string): Bytes {
  if (/(?:^|\/)$/.test(path)) throw wrong('it names a folder');
  const { head, whole } = await peek(source, ZIP.length);
  const isZip = Buffer.concat(head).subarray(0, ZIP.length).equals(ZIP);
  let found = 0;
  for await (const piece of (isZip ? zipMembers : tarMembers)(whole, (name) => isSame(name, path))) {
    if (piece !== undefined) yield piece;
    else if (++found > 1) throw wrong(`it holds ${path} more than once`);
  }
  if (found === 0) throw wrong(`it is no tar or zip archive that holds a file ${path}`);
}

const isSame = (name: string, path: string): boolean => plain(name) === plain(path);
const plain = (path: string): string => path.replace(/^(?:\.?\/)+/, '');

const wrong = (why: string): Error => new Error(why);

/** The contents of the files that are wanted, each after an undefined. */
async function* tarMembers(source: Bytes, isWanted: (name: string) => boolean): AsyncGenerator<Uint8Array | undefined> {
  const archive = extract();
  const input = Readable.from(source, { objectMode: false });
  input.on('error', (error) => archive.destroy(error));
  input.pipe(archive);
  try {
    for await (const entry of archive) {
      const { name, type, pax } = entry.header;
      if (isWanted(name)) {
        const isSparse = Object.keys(pax ?? {}).some((key) => key.startsWith('GNU.sparse.'));
        if (isSparse || !type) throw wrong(`${name} is stored in it in a way that is not read here`);
        if (type !== 'file' && type !== 'contiguous-file') throw wrong(`${name} is a ${type} in it, and no file`);
        yield undefined;
        yield* entry as Bytes;
      } else entry.resume();
    }
  } finally {
    input.destroy();
  }
}

async function* zipMembers(source: Bytes, isWanted: (name: string) => boolean): AsyncGenerator<Uint8Array | undefined> {
  const ready: (Uint8Array | undefined)[] = [];
  const archive = new Unzip((file) => {
    // Where such a file ends can only be guessed [APPNOTE, 4.3.9].
    if (file.size === undefined)
      throw wrong('the archive says how long its files are only behind them; unzip it by hand');
    if (!isWanted(file.name)) return;
    ready.push(undefined);
    file.ondata = (error, data) => {
      if (error) throw error;
      ready.push(data.slice());
    };
    file.start();
  });
  archive.register(UnzipInflate);
  for await (const chunk of source)
    for (let start = 0; start < chunk.length; start += PIECE) {
      archive.push(chunk.slice(start, start + PIECE));
      yield* ready.splice(0);
    }
  archive.push(new Uint8Array(), true);
  yield* ready.splice(0);
}
