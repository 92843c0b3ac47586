import { fact } from '../../fact.ts';
import { nearest } from '../../text/nearest.ts';
import { type Label, labels, labelText } from './labels.ts';
import { OCI, ociMeaning } from './ociKeys.ts';
import { OCI_KEYS } from './ociSpecification.ts';

/** A label below the prefix `org.opencontainers`, which is reserved, whose key the specification does not define. */
export interface UnknownKey {
  readonly label: Label;
  /** The key that was probably meant, with its prefix. */
  readonly meant: string | undefined;
  /** Whether nothing else can be meant: another case, another separator, a word for the same thing. */
  readonly certain: boolean;
}

/** A key that the specification has for the entries of an image index only. */
export const INDEX_KEY = `${OCI}ref.name`;

const RESERVED = /^org\.opencontainers(?:\.|$)/i;
const DEFINED: ReadonlySet<string> = new Set([...OCI_KEYS.map((key) => OCI + key), INDEX_KEY]);

/** Every label with an unknown key below the reserved prefix, in order, of builder stages and ONBUILD too. */
export const unknownKeys = fact((source): readonly UnknownKey[] =>
  labels(source)
    .filter(({ key }) => RESERVED.test(key) && !DEFINED.has(key))
    .map((label): UnknownKey => {
      const name = label.key.replace(/^org\.opencontainers\.?(?:images?\.)?/i, '');
      const same = OCI_KEYS.find((key) => plain(key) === plain(name)) ?? ociMeaning(name, labelText(source, label));
      const isBelow = OCI_KEYS.some((key) => name.startsWith(`${key}.`));
      const meant = same ?? (isBelow ? undefined : nearest(name, OCI_KEYS));
      return { label, meant: meant && OCI + meant, certain: typeof same === 'string' };
    }),
);

const plain = (key: string): string => key.toLowerCase().replace(/[-_. ]/g, '');
