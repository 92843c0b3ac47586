import type { Internet } from '../internet/internet.ts';
import { wheel, wheelName } from './wheel.ts';

const PYPI = 'https://pypi.org/simple';
const PYTORCH = 'https://download.pytorch.org/whl';

/** The builds of PyTorch's packages; `x` is any version that they have. */
const TORCH = ['1.9.0', '2.0.1', '2.2.0', '2.7.1'];
const VISION = ['0.15.2', '0.17.0'];
const VARIANTS = ['cpu', 'cu111', 'cu118', 'cu121'];
/** Packages that only PyPI has. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  flask: [],
  'sentence-transformers': ['torch>=1.11.0'],
};

/**
 * Serves stand-ins of PyPI (plain versions, which are CUDA builds), of PyTorch's index for each build (with local tags),
 * of its nightly index, and of the page that lists every build. With `newer`, PyPI has a PyTorch that no other has yet.
 */
export function serveIndexes(internet: Internet, newer?: string): void {
  const packages: readonly (readonly [name: string, versions: readonly string[]])[] = [
    ['torch', [...TORCH, ...(newer ? [newer] : [])]],
    ['torchvision', VISION],
    ...Object.keys(OTHERS).map((name) => [name, ['3.0']] as const),
  ];
  for (const [name, versions] of packages)
    serveProject(internet, PYPI, 'https://files.pythonhosted.org', name, versions);
  for (const variant of VARIANTS) {
    const tagged = (versions: readonly string[]) => versions.map((version) => `${version}+${variant}`);
    serveProject(internet, `${PYTORCH}/${variant}`, `${PYTORCH}/${variant}`, 'torch', tagged(TORCH));
    serveProject(internet, `${PYTORCH}/${variant}`, `${PYTORCH}/${variant}`, 'torchvision', tagged(VISION));
    const nightly = `${PYTORCH}/nightly/${variant}`;
    serveProject(internet, nightly, nightly, 'torch', [`2.8.0.dev20250101+${variant}`]);
  }
  const stable = VARIANTS.flatMap((variant) => TORCH.map((version) => [variant, `${version}+${variant}`] as const));
  const links = stable.map(([variant, version]) => link(`${PYTORCH}/${variant}`, 'torch', version));
  internet.serve(`${PYTORCH}/torch_stable.html`, page(links));
}

/** The build that a wheel of torch is, by where it was fetched from. */
export const buildOf = (url: string): 'cpu' | 'cuda' => (url.includes('/cpu/') ? 'cpu' : 'cuda');

function serveProject(
  internet: Internet,
  index: string,
  files: string,
  name: string,
  versions: readonly string[],
): void {
  internet.serve(`${index}/${name}/`, page(versions.map((version) => link(files, name, version))));
  for (const version of versions) internet.serve(urlOf(files, name, version), wheel(name, version, OTHERS[name]));
}

const urlOf = (files: string, name: string, version: string): string =>
  `${files}/${wheelName(name, version).replace('+', '%2B')}`;

const link = (files: string, name: string, version: string): string =>
  `<a href="${urlOf(files, name, version)}">${wheelName(name, version)}</a>`;

/** A page of the simple repository API (PEP 503). */
const page =
  (links: readonly string[]): Parameters<Internet['serve']>[1] =>
  (_, response) => {
    response
      .writeHead(200, { 'Content-Type': 'text/html' })
      .end(`<!DOCTYPE html><html><body>${links.join('\n')}</body></html>`);
  };
