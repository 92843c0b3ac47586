import type { ImagePath } from '../paths.ts';

type Files = (names: readonly string[]) => ImagePath[];

/** Arguments by which gpg and apt-key print the fingerprints of keys. */
const LISTS_KEYS =
  /^(?:--(?:show-keys?|with-fingerprint|fingerprint|list-(?:public-)?keys?|with-colons|dry-run|export)|finger(?:print)?|list|-k|-n)$|show-only/;

/** Whether gpg or apt-key print keys. */
export const listsKeys = (texts: readonly string[]): boolean => texts.some((text) => LISTS_KEYS.test(text));

/** What is verified by printing keys: the files that hold them where something compares their fingerprints, or those that are trusted already. */
export function listedKeys(
  texts: readonly string[],
  compared: boolean,
  files: Files,
): readonly ImagePath[] | 'keys' | undefined {
  const named = operands(texts).filter((text) => /[/.]/.test(text));
  if (compared) return named.length > 0 ? files(named) : 'keys';
  // Of a key that is not there, nothing is listed or exported, and gpg fails.
  const selects = texts.some((text) => /^--(?:list-(?:public-)?keys?|export)$/.test(text));
  return selects && texts.some((text) => /^(?:0x)?[0-9A-F]{40}$/i.test(text)) ? 'keys' : undefined;
}

/** Tools that check signatures, and what they check. */
export function signed(name: string, texts: readonly string[], files: Files): readonly ImagePath[] | undefined {
  const withoutEnding = (names: readonly string[]) =>
    files(names.flatMap((file) => [file, file.replace(/\.(?:asc|sig|sign|gpg|minisig|p7s|bundle|pem)$/i, '')]));
  switch (name) {
    case 'gpg':
    case 'gpg2':
    case 'gpgv':
    case 'gpgv2': {
      const verifies =
        name.startsWith('gpgv') || texts.some((text) => text === '--verify' || text === '--verify-files');
      if (verifies) return withoutEnding(operands(texts));
      return texts.some((text) => /^(?:--decrypt|-[a-z]*d)$/.test(text)) ? withoutEnding(operands(texts)) : undefined;
    }
    case 'cosign':
    case 'slsa-verifier':
      return texts.some((text) => text.startsWith('verify')) ? withoutEnding(operands(texts.slice(1))) : undefined;
    case 'sq':
      return texts.includes('verify') ? withoutEnding(operands(texts.slice(1))) : undefined;
    case 'minisign':
    case 'signify':
    case 'signify-openbsd':
      return texts.some((text) => /^-\w*[VC]/.test(text)) ? withoutEnding(operands(texts)) : undefined;
    case 'rpm':
      return texts.some((text) => /^(?:-K|--checksig)$/.test(text)) ? files(operands(texts)) : undefined;
    case 'jarsigner':
      return texts.includes('-verify') ? files(operands(texts)) : undefined;
    case 'gh':
      return texts[0] === 'attestation' && texts[1] === 'verify' ? files(operands(texts.slice(2))) : undefined;
    default:
      return undefined;
  }
}

/** The arguments of a program that checks, without options. */
export const operands = (texts: readonly string[]): string[] =>
  texts.filter((text) => !text.startsWith('-') && text !== ']');
