/** Who declares the SHA-256 of the files that a site serves. */
export interface Publisher {
  readonly id: 'hugging-face' | 'github' | 'pypi' | 'maven';
  /** As messages name it. */
  readonly name: string;
  /** URLs of files that it knows. */
  readonly files: RegExp;
}

const PUBLISHERS: readonly Publisher[] = [
  {
    id: 'hugging-face',
    name: 'huggingface.co',
    files: /^(?:huggingface|hf)\.co\/(?:(?:datasets|spaces)\/)?[^/]+(?:\/[^/]+)?\/resolve\//,
  },
  {
    id: 'github',
    name: 'github.com',
    files: /^github\.com\/[^/]+\/[^/]+\/releases\/(?:download\/[^/]+|latest\/download)\/[^/]+$/,
  },
  {
    id: 'pypi',
    name: 'pypi.org',
    files: /^files\.pythonhosted\.org\/.*\/[^/]+-\d[^/]*\.(?:whl|tar\.gz|zip|tar\.bz2)$/,
  },
  {
    id: 'maven',
    name: 'repo.maven.apache.org',
    files: /^repo1?\.maven\.(?:org|apache\.org)\/.*\.(?:jar|war|pom|zip|tar\.gz)$/,
  },
];

/** The publisher that declares the SHA-256 of a URL's file, told by the URL alone; undefined where none is known to. */
export function publisherOf(url: string): Publisher | undefined {
  const [, address = ''] = /^https?:\/\/(?:[^/@]*@)?([^?#]*)/i.exec(url) ?? [];
  return PUBLISHERS.find(({ files }) => files.test(address));
}
