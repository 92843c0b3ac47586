import { line, type Manifest } from './manifest.ts';
import { decode } from './xml.ts';

/** The files that introduce a project. */
export const READMES = ['README.md', 'README.rst', 'README.txt', 'README', 'readme.md', 'Readme.md'];

const HEADING = /^(?:#[ \t]+(.+?)[ \t]*#*|(?=.*\w)(?![#>\-*|=!<[])(.+)\r?\n(?:===+|---+)[ \t]*)$/m;

/** Headings that name no project. */
const GENERIC =
  /^(?:read\s?me|(?:quick )?install(?:ation|ing)?|setup|usage|(?:table of )?contents|toc|deprecat\w*|archived|moved|todo|notes?|warning|important|contribut\w*|about|introduction|overview|description|documentation|docs|licen[cs]e|requirements|prerequisites|features|changelog|quick ?start|docker|welcome|project|demo|examples?|getting started|how to|monorepo|news|supported tags|ci|version|v?\d+(?:\.\d+)*$|create-\w+)\b|\s\+\s|\b(?:starter|boilerplate|template|skeleton)\b/i;

/** Sentences about a project's state, terms, makers or how it was set up, which define nothing. */
const ASIDE =
  /https?:|\b(?:moved|deprecated|archived|obsolete|unmaintained|no longer|licen[cs]ed?|work in progress|please|thank\w*|sponsors?|guide|tutorial|notes?|wiki|(?:generated|bootstrapped|scaffolded|created) (?:with|by|from|using)|own risk)\b/i;

/** "A fast tool for …": a kind of software with nothing but its properties in front of it. */
const THING =
  'app|application|tool|toolkit|toolset|service|microservice|server|library|framework|client|bot|chatbot|api|cli|utility|website|site|webpage|blog|platform|program|package|plugin|extension|daemon|proxy|dashboard|engine|system|database|gateway|runner|image|container|wrapper|module|sdk|compiler|interpreter|parser|linter|formatter|editor|viewer|player|game|generator|manager|exporter|importer|operator|controller|agent|worker|crawler|scraper|pipeline|backend|frontend|implementation|collection|suite|solution|script|monitor|scheduler|broker|cache|store|storage|registry|mirror|simulator|emulator|interface|ui|gui|webhook|language|shell|terminal|browser|converter|downloader|tracker|router|dataset|distribution';
const KIND = new RegExp(
  `^an?\\s+(?:(?!(?:to|of|in|on|for|with|is|are|the|you|your|all|how|by|from)\\s)[^\\s.]+\\s+){0,7}?\\W*(?:\\w+-)?(?:${THING})s?\\W*(?:$|,|\\s(?:for|that|which|to|of|in|with|using|written|built|based|on|by|from|and|powered|designed|made|where|like|as|inside|around)\\b)`,
  'i',
);

/** What a README says: its title, the sentence right below it if that defines the project, and which GNU licence it grants. */
export function readReadme(text: string): Manifest {
  const body = text.replace(/^---\r?\n[^]*?\n---\r?\n|<!--[^]*?-->|```[^]*?(?:```|$)/g, '');
  const heading = HEADING.exec(body);
  const licence = gnuGrant(body);
  if (!heading || plain(body.slice(0, heading.index)) !== undefined) return { licence };
  const title = plain(heading[1] ?? heading[2]!);
  if (!title || title.length > 60 || GENERIC.test(title)) return { licence };
  return { title, description: definition(body.slice(heading.index + heading[0].length), title), licence };
}

/** The paragraph right below the title, where it is one sentence of the form "X is a …" or "A tool that …". */
function definition(below: string, title: string): string | undefined {
  const paragraph = below
    .split(/\r?\n[ \t]*\r?\n|\r?\n(?=#)/)
    .map((one) => plain(one.replace(/^>\s?/gm, '')))
    .find((one) => one !== undefined);
  if (!paragraph || paragraph.length > 200 || /[.!?:]\s|:$/.test(paragraph)) return undefined;
  const start = title.toLowerCase();
  const text = paragraph.toLowerCase();
  const isAbout = text.startsWith(`${start} is `) && /^(?:an?|the)\s/.test(text.slice(start.length + 4));
  return (isAbout || KIND.test(paragraph)) && !ASIDE.test(paragraph) ? paragraph : undefined;
}

/** Code, in which nothing else is marked, and what stars and underscores emphasise. */
const MARKUP = /(`+)(.+?)\1|(\*{1,3})(?=\S)(.+?)(?<=\S)\3|(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\5(?!\w)/g;

/** Markdown and HTML as the text a reader sees, on one line; badges and images are none. */
function plain(markdown: string): string | undefined {
  const text = line(
    decode(
      markdown
        .replace(/\[?!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])(?:\]\([^)]*\))?/g, '')
        .replace(/\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
        .replace(/^\s*\.\. .*$/gm, '')
        .replace(/<[^>]+>/g, ''),
    )
      .replace(MARKUP, '$2$4$6')
      .replaceAll('`', '')
      .replace(/\p{Extended_Pictographic}\uFE0F?|(?<![\w:]):[a-z][\w+-]*:(?![\w:])/gu, ''),
  );
  return text && /&#?\w+;/.test(text) ? undefined : text;
}

const NOTICE =
  /GNU\s+(Affero\s+|Lesser\s+)?General\s+Public\s+License[^.]{0,120}?version\s+(\d(?:\.\d)?)[^.]{0,40}\(at\s+your\s+option\)\s+any\s+later/gi;

/** The SPDX id of the one GNU licence that a text names, where it says whether later versions are allowed too. */
function gnuGrant(text: string): string | undefined {
  const notices = [...text.matchAll(NOTICE)].map(([, kind, version]) => {
    const number = version!.includes('.') ? version : `${version}.0`;
    return `${kind?.[0]?.toUpperCase() ?? ''}GPL-${number}-or-later`;
  });
  const named = new Set([...(text.match(/\b[AL]?GPL-\d\.\d-(?:only|or-later)\b/g) ?? []), ...notices]);
  return named.size === 1 ? [...named][0] : undefined;
}
