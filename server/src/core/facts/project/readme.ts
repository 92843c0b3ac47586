import { line, type Manifest } from './manifest.ts';

/** The files that introduce a project. */
export const READMES = ['README.md', 'README.rst', 'README.txt', 'README', 'readme.md', 'Readme.md'];

const HEADING = /^(?:#[ \t]+(.+?)[ \t]*#*|(?=.*\w)(?![#>\-*|=!<[])(.+)\r?\n(?:===+|---+)[ \t]*)$/m;

/** What a README says: its title, the sentence right below it if that defines the project, and which GNU licence it grants. */
export function readReadme(text: string): Manifest {
  const body = text.replace(/^---\r?\n[^]*?\n---\r?\n|<!--[^]*?-->|```[^]*?(?:```|$)/g, '');
  const heading = HEADING.exec(body);
  const licence = gnuGrant(body);
  if (!heading || plain(body.slice(0, heading.index)) !== undefined) return { licence };
  const title = plain(heading[1] ?? heading[2]!);
  if (!title || title.length > 60) return { licence };
  return { title, description: definition(body.slice(heading.index + heading[0].length), title), licence };
}

/** The paragraph right below the title, where it is one sentence of the form "X is …", "A …", "An …", "The …". */
function definition(below: string, title: string): string | undefined {
  const paragraph = below
    .split(/\r?\n[ \t]*\r?\n|\r?\n(?=#)/)
    .map((one) => plain(one.replace(/^>\s?/gm, '')))
    .find((one) => one !== undefined);
  if (!paragraph || paragraph.length > 200 || /[.!?:]\s|:$/.test(paragraph)) return undefined;
  const defines = /^(?:an?|the)\s/i.test(paragraph) || paragraph.toLowerCase().startsWith(`${title.toLowerCase()} is `);
  return defines ? paragraph : undefined;
}

/** Markdown and HTML as the text a reader sees, on one line; badges and images are none. */
function plain(markdown: string): string | undefined {
  return line(
    markdown
      .replace(/\[?!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])(?:\]\([^)]*\))?/g, '')
      .replace(/\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
      .replace(/^\s*\.\. .*$/gm, '')
      .replace(/<[^>]+>/g, '')
      .replace(/[*`]+|(?<!\w)_+|_+(?!\w)/g, '')
      .replace(/\p{Extended_Pictographic}\uFE0F?/gu, ''),
  );
}

const NOTICE =
  /GNU\s+(Affero\s+|Lesser\s+)?General\s+Public\s+License[^.]{0,120}?version\s+(\d(?:\.\d)?)[^.]{0,40}\(at\s+your\s+option\)\s+any\s+later/i;

/** The SPDX id of a GNU licence, where the text says whether later versions are allowed too. */
function gnuGrant(text: string): string | undefined {
  const id = /\b[AL]?GPL-\d\.\d-(?:only|or-later)\b/.exec(text)?.[0];
  const notice = NOTICE.exec(text);
  if (id || !notice) return id;
  const version = notice[2]!.includes('.') ? notice[2] : `${notice[2]}.0`;
  return `${notice[1]?.[0]?.toUpperCase() ?? ''}GPL-${version}-or-later`;
}
