import type { Instruction } from '../../dockerfile/model.ts';
import type { Command, Word } from '../../shell/model.ts';
import type { Decompression } from '../../sources.ts';
import type { MappedText } from '../../text/mapped.ts';
import type { Span } from '../../text/span.ts';
import type { Architecture } from '../architectures.ts';
import type { ImagePath } from '../paths.ts';
import type { BuildScript } from '../scripts.ts';
import type { Stage } from '../stages.ts';
import type { Option } from './options.ts';
import type { Verification } from './verifications.ts';

/** What a command line fetches, before anything is known of where it runs. */
export interface Fetch {
  readonly tool: string;
  readonly kind: Download['kind'];
  readonly resources: readonly Resource[];
  /** Why another client would not be sure to get the same bytes; undefined where any client gets them. */
  readonly personal: string | undefined;
  /** What the tool checks by itself, where that does not count as a verification. */
  readonly ownCheck?: string | undefined;
  /** Set where the tool does not follow redirects. */
  readonly staysPut?: boolean;
  /** The hash that an option has the tool compare it with. */
  readonly compared?: ComparedHash | undefined;
}

/** One URL of a fetch and where its bytes go. */
export interface Resource {
  /** As written; undefined where no word of the command names it. */
  readonly url: Word | undefined;
  /** As resolved, unknown pieces as `${NAME}`. */
  readonly text: string;
  /** Why only the build can tell the URL; undefined where it is known, on every architecture at least. */
  readonly unknown: string | undefined;
  /** The URL on each architecture, where it differs. */
  readonly platforms?: readonly { readonly architecture: Architecture; readonly text: string }[];
  readonly output: Output;
  /** Set where a tool takes the tree of a repository; `text` is the URL that it is cloned from. */
  readonly repository?: RepositoryRef | undefined;
}

/** What a command names of a repository, in its URL or in an option. */
export interface RepositoryRef {
  /** The branch, tag or commit; undefined is the default branch. */
  readonly ref: string | undefined;
  /** Where the ref stands in the resource's word, with the character in front of it; empty, where it would stand. */
  readonly start: number;
  readonly end: number;
  /** What stands between URL and ref: `@` for pip, `#` for npm, an option for the Hugging Face client. */
  readonly joint: '@' | '#' | ' --revision ' | '';
}

export type Output =
  /** `path` as resolved; `written` names it in the command line, undefined where it comes from the URL. */
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly written: WrittenPath | undefined;
      /** Whether it is put behind what the file holds already. */
      readonly appends?: boolean;
    }
  | { readonly kind: 'stdout' }
  /** Thrown away, or nothing but headers. */
  | { readonly kind: 'nowhere' };

/** A file's name as the command line spells it. */
export type WrittenPath =
  | { readonly from: 'word'; readonly word: Word; readonly offset: number; readonly folder?: Option | undefined }
  /** The URL's last segment, in a folder that the command names. */
  | { readonly from: 'url'; readonly url: Word; readonly folder: Option | undefined }
  /** Where a library is known to write, spelled for double quotes. */
  | { readonly from: 'library'; readonly path: string };

/** A command (or ADD) that brings bytes from the network into the build. */
export interface Download {
  readonly stage: Stage;
  readonly instruction: Instruction;
  /** Undefined for ADD. */
  readonly run: { readonly build: BuildScript; readonly command: Command } | undefined;
  /** The tool's name as a person says it: curl, wget, ADD, git, Invoke-WebRequest … */
  readonly tool: string;
  /** How what arrives is used. */
  readonly kind: 'file' | 'extract' | 'execute' | 'key' | 'add' | 'git' | 'model' | 'package';
  /** The program that reads it as it arrives. */
  readonly reader?: string | undefined;
  /** Where the tool's name stands. */
  readonly span: Span;
  readonly files: readonly DownloadedFile[];
  readonly personal: string | undefined;
  readonly ownCheck?: string | undefined;
  readonly staysPut?: boolean | undefined;
  /** The PowerShell statement that writes one file: offsets in its text, the word that names the file, and whether quotes stand around it all. */
  readonly powershell?:
    | {
        readonly text: MappedText;
        readonly end: number;
        readonly next: number;
        readonly target: string;
        readonly isQuoted: boolean;
      }
    | undefined;
}

/** A hash that a file is compared with, as resolved, and where that is done. */
export interface ComparedHash {
  readonly hash: string;
  readonly check: Span;
}

/** One resource on its way through the stage. */
export interface DownloadedFile {
  readonly resource: Resource;
  /** Every name it has in the stage, as fetched first; empty while it is only piped. */
  readonly paths: readonly ImagePath[];
  /** What is kept of it, where the same script decompresses it first. */
  readonly kept: { readonly command: Command; readonly then: readonly Decompression[] } | undefined;
  readonly verified: boolean;
  /** The commands that verify it; none where it is verified in another way. */
  readonly checks?: readonly Verification[];
  /** The hash that PowerShell or the tool itself compares it with. */
  readonly compared?: ComparedHash | undefined;
  /** What uses it in front of a check that would have verified it. */
  readonly usedBy?: string | undefined;
}
