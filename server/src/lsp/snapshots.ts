import type { Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Lint } from '../core/lint.ts';
import { completeLint, type Subject } from '../project/complete.ts';
import type { ProjectFiles } from '../project/files.ts';
import { type Asked, recording } from './asked.ts';
import { copyOf, isDockerfile } from './documents.ts';
import { show } from './log.ts';
import type { Place, Runtime } from './runtime.ts';
import type { SettingsReader } from './settings.ts';

/** A Dockerfile as it was at one moment, and what was found in it. */
export interface Snapshot {
  /** A copy of the document, which no edit reaches. */
  readonly document: TextDocument;
  readonly subject: Subject;
  readonly place: Place | undefined;
  /** Copies of other files of the project that are open, by path. */
  readonly open: ReadonlyMap<string, TextDocument>;
  readonly lint: Lint;
}

export interface Snapshots {
  /** What is found in a Dockerfile as it is now; undefined where it is not open. */
  latest(uri: string): Promise<Snapshot | undefined>;
  /** The URIs of the open Dockerfiles. */
  dockerfiles(): readonly string[];
  /** A document was edited or closed; answers which Dockerfiles may have other findings for it. */
  edited(uri: string): readonly string[];
  /** Files were created, deleted or written; answers likewise. */
  touched(changes: readonly Touch[]): readonly string[];
  /** The files around a Dockerfile may be different from what was read. */
  renew(uri: string): void;
  /** Everything may be different: settings were changed. */
  forgetAll(): void;
}

/** What happened to a file. */
export interface Touch {
  readonly uri: string;
  /** Whether it came or went, or only its text changed. */
  readonly cameOrWent: boolean;
}

export interface SnapshotSources {
  readonly connection: Connection;
  readonly runtime: Runtime;
  readonly documents: TextDocuments<TextDocument>;
  readonly settings: SettingsReader;
  /** URIs of the folders that are open. */
  readonly folders: () => readonly string[];
  readonly isTrusted: () => boolean;
}

interface Entry {
  readonly version: number;
  readonly result: Promise<Snapshot>;
  readonly abort: AbortController;
}

/** What the last lint of a document wanted to know; all of it only once that is done. */
interface Interest {
  readonly root: string;
  readonly asked: Asked;
  done: boolean;
}

/** Lints open Dockerfiles, each state of each only once. */
export function createSnapshots(sources: SnapshotSources): Snapshots {
  const { connection, runtime, documents, settings, folders, isTrusted } = sources;
  const entries = new Map<string, Entry>();
  const interests = new Map<string, Interest>();
  const projects = new Map<string, ProjectFiles>();
  const complained = new Set<string>();

  function filesOf(root: string): ProjectFiles {
    const files = projects.get(root) ?? runtime.projectFiles(root, isTrusted());
    projects.set(root, files);
    return files;
  }

  async function take(document: TextDocument, signal: AbortSignal): Promise<Snapshot> {
    const { uri } = document;
    const text = document.getText();
    const { config } = await settings.of(uri);
    const alone = { text, path: undefined, config, files: NO_FILES };
    const snapshot = { document, subject: alone, place: undefined, open: new Map() };
    if (text.length > MAX_LENGTH) return { ...snapshot, lint: { diagnostics: [], complete: true } };
    const place = await runtime.placeOf(uri, folders());
    if (!place) return { ...snapshot, lint: await completeLint(alone, signal) };
    const own = await runtime.configAt(place, config);
    for (const problem of own.problems) complain(`${own.path}: ${problem}`);
    const { files, asked } = recording(filesOf(place.root));
    const interest: Interest = { root: place.root, asked, done: false };
    interests.set(uri, interest);
    const open = openIn(place.root, uri);
    const others = new Map([...open].map(([path, other]) => [path, other.getText()]));
    const subject = { text, path: place.path, config: own.config, files, others };
    const lint = await completeLint(subject, signal);
    interest.done = true;
    return { document, subject, place, open, lint };
  }

  function openIn(root: string, except: string): Map<string, TextDocument> {
    const others = documents.all().filter(({ uri }) => uri !== except);
    return new Map(
      others.flatMap((other) => {
        const path = runtime.pathBelow(root, other.uri);
        return path === undefined ? [] : [[path, copyOf(other)] as const];
      }),
    );
  }

  function complain(line: string): void {
    if (complained.has(line)) return;
    complained.add(line);
    show(connection, 'warning', line);
  }

  function entryOf(document: TextDocument): Entry {
    const known = entries.get(document.uri);
    if (known?.version === document.version) return known;
    known?.abort.abort();
    const abort = new AbortController();
    const entry = { version: document.version, abort, result: take(copyOf(document), abort.signal) };
    entry.result.catch(() => {
      if (entries.get(document.uri) === entry) entries.delete(document.uri);
    });
    entries.set(document.uri, entry);
    return entry;
  }

  function forget(uri: string): void {
    entries.get(uri)?.abort.abort();
    entries.delete(uri);
  }

  /** Dockerfiles whose last lint wanted to know of a file. */
  function concerned(uri: string, wanted: (asked: Asked, path: string) => boolean): string[] {
    return [...interests].flatMap(([dockerfile, { root, asked, done }]) => {
      const path = runtime.pathBelow(root, uri);
      return path !== undefined && (!done || wanted(asked, path)) ? [dockerfile] : [];
    });
  }

  return {
    async latest(uri) {
      for (;;) {
        const document = documents.get(uri);
        if (!document || !isDockerfile(document)) return undefined;
        const { abort, result } = entryOf(document);
        try {
          return await result;
        } catch (error) {
          // A newer text has taken its place.
          if (!abort.signal.aborted) throw error;
        }
      }
    },
    dockerfiles: () =>
      documents
        .all()
        .filter(isDockerfile)
        .map(({ uri }) => uri),
    edited(uri) {
      if (!documents.get(uri)) {
        forget(uri);
        interests.delete(uri);
      }
      const others = concerned(uri, (asked, path) => asked.reads(path)).filter((dockerfile) => dockerfile !== uri);
      others.forEach(forget);
      return others;
    },
    touched(all) {
      const changes = all.filter(({ uri }) => !NOT_OURS.test(uri));
      for (const root of projects.keys()) {
        if (changes.some(({ uri }) => runtime.pathBelow(root, uri) !== undefined)) projects.delete(root);
      }
      const found = changes.flatMap(({ uri, cameOrWent }) =>
        concerned(uri, (asked, path) => asked.reads(path) || (cameOrWent && asked.lists(path))),
      );
      found.forEach(forget);
      return [...new Set(found)];
    },
    renew(uri) {
      projects.delete(interests.get(uri)?.root ?? '');
      forget(uri);
    },
    forgetAll() {
      projects.clear();
      for (const uri of [...entries.keys()]) forget(uri);
    },
  };
}

/** What no rule reads and what changes all the time; git's config names the remote, HEAD and its log the commit. */
const NOT_OURS = /\/node_modules\/|\/\.git\/(?!(?:config|(?:logs\/)?HEAD)$)/;

/** As many characters as the command line takes bytes of a file; nobody wrote a longer text by hand. */
const MAX_LENGTH = 1024 * 1024;

/** What stands around a text without a place: nothing. */
const NO_FILES: ProjectFiles = {
  root: '',
  view: (path) => ({
    project: { path, read: () => null, list: () => [], origin: null, committed: null, author: null },
    load: async () => {},
  }),
};
