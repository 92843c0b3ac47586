import { baseName, type ImagePath, urlFile } from '../paths.ts';

const CHECKSUMS =
  /\.(?:sha(?:1|224|256|384|512)?(?:sums?)?|md5(?:sums?)?|b2sums?|digests?)(?:\.txt)?(?:\.(?:asc|sig|gpg|sign))?$|(?:^|[._-])(?:sha(?:1|224|256|384|512)?|md5)-?sums?(?:[._-]|$)|(?:^|[._-])shasums\d*|checksums?(?:[._-]|$)/i;
const SIGNATURE = /\.(?:asc|sig|sign|minisig|p7s|sigstore|bundle)$/i;
/** What a signature's file is called where it is rather a key. */
const KEY_NAME = /key|keys\.asc$/i;

/** Whether a download is itself a list of checksums. */
export const isCheckFile = (url: string, [path = '']: readonly ImagePath[]): boolean =>
  !PACKED.test(nameOf(url)) &&
  !/\/s?bin\//.test(path) &&
  [nameOf(url), baseName(path)].some((name) => CHECKSUMS.test(name));

const PACKED = /\.(?:zip|t?gz|tar|bz2|xz|zst|deb|rpm|apk|jar|exe|msi|whl|sh|py)$/i;

/** Whether a download looks like a detached signature (or an armoured key). */
export const isSignature = (url: string): boolean =>
  SIGNATURE.test(nameOf(url)) && !(KEY_NAME.test(nameOf(url)) && /\.asc$/i.test(nameOf(url)));

/** Whether a download's name is that of a key in text form; a signature without its file may be one as well. */
export const isArmouredKey = (url: string): boolean => /\.asc$/i.test(nameOf(url));

/** Answers of an API that only select a name or a version. */
export const isMetadata = (url: string): boolean =>
  /^https?:\/\/(?:[^/@]*@)?api\.github\.com\/(?!.*\/(?:tarball|zipball)(?:\/|$))(?!.*\/assets\/)/i.test(url);

/** Addresses that lead nowhere outside the machine. */
export const isLocal = (url: string): boolean =>
  /^(?:file:|[a-z]+:\/\/(?:[^/@]*@)?(?:localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\]|169\.254\.[\d.]+)(?:[:/]|$))/i.test(
    url,
  );

const nameOf = (url: string): string => urlFile(url);
