import { clonedRef, DEFAULT_BRANCH, isAbbreviated, looksFixed } from '../facts/downloads/gitRefs.ts';
import type { Download, DownloadedFile, RepositoryRef } from '../facts/downloads/model.ts';
import { rootImage } from '../facts/stages.ts';
import type { Source } from '../rule.ts';
import type { Word } from '../shell/model.ts';
import { answerIn } from '../sources.ts';
import { at, type Edit } from '../text/span.ts';
import { argumentNames } from './argumentNames.ts';
import { declareArgument } from './arguments.ts';
import { linkBehind, type Obstacle } from './chain.ts';
import { checkCommand, declareHashes, holderOf, type Pin, questionsOf, type Target, targets } from './pin.ts';
import { askableUrl, BRANCH_MOVES, type CommitPlan, questionAbout } from './pinCommit.ts';
import { escaped } from './quoting.ts';
import { inSteps, type Step, temporaryPath } from './saved.ts';
import { losesArguments } from './wrappers.ts';

/** Pins what a package manager is given a URL of: pip compares a hash behind `#`, a repository takes a full commit. */
export function pinPackage(source: Source, download: Download): Pin | CommitPlan {
  const { build } = download.run!;
  const open = download.files.filter(({ verified }) => !verified);
  if (build.script.form === 'exec') return { obstacle: 'the exec form expands no variable' };
  if (losesArguments(build)) return { obstacle: 'the build’s ARGs do not reach the shell that it runs in' };
  if (open.every(({ resource }) => resource.repository)) return pinRepositories(source, download, open);
  if (RPM.test(download.tool)) return pinRpm(source, download);
  if (download.tool !== 'pip')
    return { obstacle: `${download.tool} is told no hash: save the file, verify it, and install that` };
  if (open.some(({ resource }) => resource.repository)) return { obstacle: 'files and repositories share one command' };
  return pinUrls(source, download);
}

const RPM = /^(?:rpm|rpmkeys|yum|dnf5?|tdnf)$/;
/** Images with rpm that have curl; rpm itself calls it. */
const WITH_CURL =
  /(?:^|\/)(?:centos|fedora|rockylinux|almalinux|redhat|ubi\d*|ubi-minimal|amazonlinux|oraclelinux|openeuler)(?:$|[:/@-])/i;

/** Saves what rpm, yum or dnf would fetch, verifies it, and hands them the file. */
function pinRpm(source: Source, download: Download): Pin {
  const { build, command } = download.run!;
  const wanted = targets(source, download);
  if ('obstacle' in wanted) return wanted;
  const { item } = command;
  const link = linkBehind(source, build, item);
  if ('obstacle' in link) return link;
  const steps: (Omit<Step, 'check'> & { readonly target: Target })[] = [];
  for (const target of wanted) {
    const { url } = target.file.resource;
    const path = temporaryPath(source, target.file.resource, argumentNames(source).get(target.file)!);
    if (!url || /^-/.test(url.text)) return { obstacle: 'a variable holds the URL' };
    if (download.kind !== 'key' && !path.endsWith('.rpm'))
      return { obstacle: `${download.tool} tells a file by its ending, and the URL has none` };
    if (steps.some((step) => step.path === path)) return { obstacle: 'two of them have one name' };
    steps.push({
      target,
      path,
      fetch: `curl -fsSL ${url.text} -o ${path}`,
      reading: { start: url.start, end: url.end, text: path },
    });
  }
  const isSure = /^rpm/.test(download.tool) || WITH_CURL.test(rootImage(build.stage));
  return {
    ...questionsOf(wanted),
    doubt: isSure ? undefined : 'it calls curl, which the image may not have',
    edits: (answers) => [
      ...wanted.flatMap((target) => declareHashes(source, download, target, answers)),
      ...inSteps(
        build.script,
        item,
        link,
        steps.map((step) => ({
          ...step,
          check: checkCommand(source, build, step.target, escaped(step.path), answers),
        })),
      ),
    ],
  };
}

/** `https://…/name.whl#sha256=…`, which pip verifies [pip documentation, Secure installs]. */
function pinUrls(source: Source, download: Download): Pin {
  const wanted = targets(source, download);
  if ('obstacle' in wanted) return wanted;
  for (const { file, hashes } of wanted) {
    const { url } = file.resource;
    if (!url || hashes[0]?.architecture) return { obstacle: 'the URL differs from platform to platform' };
    if (!url.text.includes('://')) return { obstacle: 'a variable holds the URL: write #sha256=… there' };
    if (/[#;]|\s@\s/.test(url.text)) return { obstacle: 'more stands behind the URL: write #sha256=… there' };
    if (/^(?:-r|--requirement|-c|--constraint)/.test(url.text) || isList(file))
      return { obstacle: 'pip compares no hash of a list of requirements' };
  }
  return {
    ...questionsOf(wanted),
    edits: (answers) =>
      wanted.flatMap((target) => [
        ...declareHashes(source, download, target, answers),
        behindUrl(target.file.resource.url!, `#sha256=\${${holderOf(source, download, target, answers)}}`),
      ]),
  };
}

/** Whether a file that pip is given is a list of requirements. */
export const isList = ({ resource }: DownloadedFile): boolean =>
  /\.(?:txt|in)$/i.test(resource.text.replace(/[?#].*$/, ''));

/** Inside double quotes, where the word ends with them; behind anything else, single quotes too. */
const behindUrl = ({ script, text, start, end }: Word, tail: string): Edit => {
  const isQuoted = text.startsWith('"') && text.endsWith('"') && text.indexOf('"', 1) === text.length - 1;
  const offset = isQuoted ? end - 1 : end;
  return { span: at(script.text.after(Math.max(offset, start + 1))), text: script.text.encode(tail) };
};

/** Puts the commit that each repository's ref names now in its place. */
export function pinRepositories(
  source: Source,
  download: Download,
  files: readonly DownloadedFile[],
): CommitPlan | Obstacle {
  if (download.run?.build.script.form === 'exec') return { obstacle: 'the exec form expands no variable' };
  const steps: { readonly file: DownloadedFile; readonly ref: RepositoryRef; readonly url: string }[] = [];
  for (const file of files) {
    const { text, unknown, url: word, repository } = file.resource;
    const url = askableUrl(text);
    if (unknown !== undefined) return { obstacle: `only the build knows the URL: ${unknown}` };
    if (typeof url !== 'string') return url;
    if (!word) return { obstacle: 'no word names it' };
    const isInside = /[@#]/.test(repository!.joint);
    if (isInside && !/[:/]/.test(word.text)) return { obstacle: 'a variable holds the URL' };
    if (isInside && word.text.includes("'"))
      return { obstacle: 'it stands in single quotes, where no variable is expanded' };
    const { ref, start, end } = repository!;
    if (/[$`]/.test(word.text.slice(start, end)))
      return { obstacle: 'a variable names the ref: write the commit there' };
    if (ref !== undefined && (isAbbreviated(ref) || /^semver:|[\^~*<>]/.test(ref)))
      return { obstacle: `only the history of the repository tells which commit ${ref} is` };
    steps.push({ file, ref: repository!, url });
  }
  const named = ({ ref }: RepositoryRef) => (ref ? clonedRef(ref) : DEFAULT_BRANCH);
  const asked = steps.map(({ file, ref, url }) => ({ file, ref, question: questionAbout(url, named(ref)) }));
  return {
    needs: asked.map(({ question }) => question),
    enough: (answers) => asked.every(({ question }) => answerIn(answers, question) !== undefined),
    label: [...new Set(steps.map(({ ref }) => named(ref).label))].join(' and '),
    doubt: steps.every(({ ref }) => looksFixed(named(ref))) ? undefined : BRANCH_MOVES,
    edits: (answers) =>
      asked.flatMap(({ file, ref, question }) => {
        const answer = answerIn(answers, question);
        if (!answer) return [];
        const name = argumentNames(source).get(file)!;
        const { script, start } = file.resource.url!;
        return [
          declareArgument(source, download.instruction, `${name}=${answer.commit}`),
          script.text.replace(start + ref.start, start + ref.end, `${ref.joint}\${${name}}`),
        ];
      }),
  };
}
