/**
 * What a release's CUDA build for x86-64 and the libraries of NVIDIA that it requires weigh more than its CPU build, in
 * gigabytes to download, by what pip reported: 2.0 (its libraries in CUDA 11.7, 1.8 in an image), 2.2
 * (pytorch/pytorch#121646), 2.6 (fepegar/SlicerPyTorch#18), 2.7 (pytorch/pytorch#156706); a CPU build has 0.2.
 */
const MORE: ReadonlyMap<string, number> = new Map([
  ['2.0', 2],
  ['2.2', 2.5],
  ['2.6', 2.8],
  ['2.7', 2.8],
]);

/** How much a pinned torch from PyPI weighs for nothing ("about 2 GB"); undefined where it is not known. */
export function surplusOf(version: string | undefined): string | undefined {
  const release = version && /^\d+\.\d+/.exec(version)?.[0];
  const gigabytes = release ? MORE.get(release) : undefined;
  return gigabytes === undefined ? undefined : `about ${gigabytes} GB`;
}
