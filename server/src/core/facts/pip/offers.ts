/**
 * Which builds of PyTorch an index offers: PyPI's (CUDA on Linux); those of one accelerator or of none; `all` of them
 * side by side (torch_stable.html); what the build made itself (`local`); something else; or only the build can tell.
 */
export type Offer = 'pypi' | 'cpu' | 'cuda' | 'rocm' | 'xpu' | 'all' | 'local' | 'other' | 'unknown';

const VARIANT = /(?:^|[-_.])(cpu|cu\d{2,3}|rocm[\d.]*|xpu)(?![a-z\d])/i;
/** PyTorch's own index, and mirrors that name it; other projects (mmcv, detectron2) sort their wheels by CUDA version too. */
const TORCH_INDEX =
  /^(?:https?:)?\/\/(?:[^/]*@)?(?:[\w-]+\.)*pytorch\.org(?::\d+)?\/|\/pytorch(?:[-_](?:wheels?|whl|cpu|cu\d{2,3}|rocm[\d.]*))?\//i;
/** Pages of wheels and indexes that are known to hold another project. */
const OTHER_PROJECT =
  /\.html?$|llama|gptq|pyg\.org|dgl\.ai|open-?mmlab|jax|flashinfer|xformers|vllm|natten|kaolin|detectron|pytorch3d|nvidia/i;
/** A wheel of PyTorch itself, wherever it lies. */
const TORCH_WHEEL = /\/torch(?:vision|audio)?-[^/]*\.whl$/i;
const PYPI =
  /(?:^|[/.@])(?:pypi\.org|pypi\.python\.org|pythonhosted\.org|tuna\.tsinghua\.edu\.cn|aliyun\.com|aliyuncs\.com|ustc\.edu\.cn|douban\.com|huaweicloud\.com|tencent\.com|tencentyun\.com|bfsu\.edu\.cn|sjtu\.edu\.cn|nju\.edu\.cn|163\.com|baidu\.com|volces\.com)(?=[/:]|$)/i;

/** Whether an address is one of PyTorch's index, of a mirror of that, or of a wheel of PyTorch. */
export const isOfTorch = (url: string): boolean => TORCH_INDEX.test(`${url}/`) || TORCH_WHEEL.test(url);

/** What an index's URL (or a folder of wheels) offers of PyTorch. */
export function offerOf(written: string): { readonly offer: Offer; readonly variant: string | undefined } {
  const url = written.replace(/^[\w-]+=(?=https?:)/, '').replace(/[?#].*$/, '');
  if (!/^(?:https?:)?\/\/|\$\{/.test(url)) return { offer: 'local', variant: undefined };
  const path = url.replace(/^(?:https?:)?\/\/[^/]*/, '');
  const variant = path
    .split('/')
    .flatMap((segment) => VARIANT.exec(segment)?.[1] ?? [])
    .at(-1);
  if (variant && isOfTorch(url)) return { offer: offerOfVariant(variant), variant };
  if (variant && !OTHER_PROJECT.test(url)) return { offer: 'unknown', variant: undefined };
  if (url.includes('${')) return { offer: 'unknown', variant: undefined };
  if (/torch_(?:stable|nightly)\.html$|download\.pytorch\.org\/whl(?:\/nightly|\/test)?\/?$/.test(url))
    return { offer: 'all', variant: undefined };
  return { offer: PYPI.test(url) ? 'pypi' : 'other', variant: undefined };
}

/** What a build's name (`cpu`, `cu118`, `rocm6.1`) stands for. */
export function offerOfVariant(variant: string): Offer {
  if (/^cpu/i.test(variant)) return 'cpu';
  if (/^rocm/i.test(variant)) return 'rocm';
  if (/^xpu/i.test(variant)) return 'xpu';
  return /^cu/i.test(variant) ? 'cuda' : 'unknown';
}
