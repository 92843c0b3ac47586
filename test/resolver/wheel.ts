import { crc32 } from 'node:zlib';

/** A wheel of a package without code, as pip installs it: a ZIP of stored files (binary distribution format). */
export function wheel(name: string, version: string, requires: readonly string[] = []): Buffer {
  const folder = `${name.replaceAll('-', '_')}-${version}.dist-info`;
  const metadata = ['Metadata-Version: 2.1', `Name: ${name}`, `Version: ${version}`];
  const files = [
    [`${folder}/METADATA`, [...metadata, ...requires.map((one) => `Requires-Dist: ${one}`)].join('\n')],
    [`${folder}/WHEEL`, 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any'],
  ] as const;
  const record = [...files.map(([path]) => path), `${folder}/RECORD`].map((path) => `${path},,`).join('\n');
  return zip([...files, [`${folder}/RECORD`, record]]);
}

/** The file name that an index gives it, with the `+` of a local version as it stands there. */
export const wheelName = (name: string, version: string): string =>
  `${name.replaceAll('-', '_')}-${version}-py3-none-any.whl`;

function zip(files: readonly (readonly [path: string, text: string])[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of files) {
    const name = Buffer.from(path);
    const data = Buffer.from(`${text}\n`);
    // Version 2.0, no flags, stored, the first day that the format knows.
    const common = numbers([20, 2], [0, 2], [0, 2], [0, 2], [0x21, 2], [crc32(data), 4], [data.length, 4]);
    const lengths = numbers([data.length, 4], [name.length, 2], [0, 2]);
    const local = Buffer.concat([numbers([0x04034b50, 4]), common, lengths, name, data]);
    directory.push(
      Buffer.concat([
        numbers([0x02014b50, 4], [20, 2]),
        common,
        lengths,
        numbers([0, 2], [0, 2], [0, 2], [0o644 * 0x10000, 4], [offset, 4]),
        name,
      ]),
    );
    parts.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const count = files.length;
  const end = numbers([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [index.length, 4], [offset, 4], [0, 2]);
  return Buffer.concat([...parts, index, end]);
}

/** Little-endian numbers of so many bytes. */
function numbers(...values: readonly (readonly [value: number, bytes: number])[]): Buffer {
  return Buffer.concat(
    values.map(([value, bytes]) => {
      const buffer = Buffer.alloc(bytes);
      buffer.writeUIntLE(value, 0, bytes);
      return buffer;
    }),
  );
}
