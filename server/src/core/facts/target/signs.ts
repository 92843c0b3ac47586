/** Which kind of machine a piece of evidence speaks for. */
export type Side = 'cpu' | 'gpu';

const GPU_WORD =
  /^(?:gpus?|cuda\d*|cu\d{2,3}|cudnn\d*|nvidia|nvcr|rocm\d*|amdgpu|xpu|hpu|gaudi\d?|habana\w*|npu|ascend|cann|jetson|l4t|tensorrt|tritonserver|rapidsai)$/;
const CPU_WORD = /^cpu(?:only)?$/;

/** What the words of a name (of a file, a stage, an image, a tag) say; where they say both, it is for a GPU. */
export function signOfName(name: string): Side | undefined {
  const words = name
    .toLowerCase()
    .replace(/(?:no|non|without)[-_. ]?(?:gpu|cuda)/g, 'cpu')
    .split(/[^a-z0-9]+/);
  if (words.some((word) => GPU_WORD.test(word))) return 'gpu';
  return words.some((word) => CPU_WORD.test(word)) ? 'cpu' : undefined;
}

/** Images that are made for GPUs without saying so in their name. */
const GPU_IMAGE =
  /(?:^|\/)(?:pytorch\/pytorch|pytorch\/(?:manylinux|conda)-cuda|vllm\/vllm-openai|runpod\/[\w-]+|vastai\/[\w-]+|dustynv\/[\w-]+|ultralytics\/ultralytics|colab-images\/[\w/-]+|lmsysorg\/sglang)(?=[:@]|$)/i;

/** What an image's name and tag say. */
export function signOfImage(image: string): Side | undefined {
  if (/[:-]cpu\b|\bcpu-/i.test(image.replace(/^.*\//, '')) && !/nvidia\/|nvcr\.io/i.test(image)) return 'cpu';
  return signOfName(image) ?? (GPU_IMAGE.test(image) ? 'gpu' : undefined);
}

const OFF = /^(?:0|off|false|no|n|none|)$/i;

/** Devices of a part of a program, which say nothing of the others. */
const OF_A_PART =
  /(?:^|_)(?:OFFLOAD|INIT|MAP|DRAFT|EMBED(?:DING)?S?|RERANK(?:ER)?|TOKENIZER|VAE|CLIP|ENCODER|DECODER|CACHE|STORAGE|AUDIO|VIDEO)_DEVICES?$/;

/** What a variable (of ENV, of a shell, of a build system) says. */
export function signOfVariable(name: string, value: string): Side | undefined {
  const upper = name.toUpperCase();
  const text = value.trim().toLowerCase();
  if (/^(?:CUDA|NVIDIA|HIP|ROCR)_VISIBLE_DEVICES$/.test(upper))
    return /^(?:|-1|none|void|nodevfiles)$/.test(text) ? 'cpu' : 'gpu';
  if (/(?:^|_)(?:CPU_ONLY|(?:USE|FORCE|ONLY)_CPU)$/.test(upper)) return OFF.test(text) ? undefined : 'cpu';
  if (/(?:^|_)(?:NO|DISABLE|WITHOUT)_(?:CUDA|GPU)$/.test(upper)) return OFF.test(text) ? undefined : 'cpu';
  if (/(?:PATH|FLAGS)$/.test(upper)) return /nvidia|cuda|rocm/.test(text) ? 'gpu' : undefined;
  if (/(?:^|_)(?:CUDA|CUDNN|CUBLAS|NVIDIA|ROCM|HIPBLAS|NCCL)(?:_|$)/.test(upper)) {
    if (!OFF.test(text)) return 'gpu';
    // CUDA_DEVICE=0 is the first GPU, CUDA_LAUNCH_BLOCKING=0 says nothing.
    if (isBuildSwitch(upper)) return 'cpu';
    return text === '0' && /_DEVICES?$/.test(upper) ? 'gpu' : undefined;
  }
  if (/(?:^|_)(?:USE|WITH|ENABLE|HAS)_GPUS?$/.test(upper)) return OFF.test(text) ? 'cpu' : 'gpu';
  if (text === 'cpu' || text === 'cpuexecutionprovider') return OF_A_PART.test(upper) ? undefined : 'cpu';
  return /^(?:cuda|gpu|rocm|xpu|hpu)(?::\d+)?$|^cudaexecutionprovider$/.test(text) ? 'gpu' : undefined;
}

/** Whether a variable's name is about the device that a program uses, and not about a metric, a quota or one library. */
export const namesDevice = (name: string): boolean =>
  /(?:^|_)(?:DEVICES?|DEVICE_TYPE|TORCH_BACKEND|CPU_ONLY|(?:USE|FORCE|ONLY)_CPU|(?:NO|DISABLE|WITHOUT)_(?:CUDA|GPU)|(?:USE|FORCE|ENABLE|HAS)_(?:CUDA|GPUS?))$|_VISIBLE_DEVICES$/i.test(
    name,
  );

/** Whether a variable tells a build system what to build for, and not a program what to run on. */
export const isBuildSwitch = (name: string): boolean =>
  /(?:^|_)(?:CPU_ONLY|TORCH_BACKEND|(?:NO|DISABLE|WITHOUT|USE|WITH|ENABLE|FORCE)_(?:CUDA|CUDNN|GPUS?|ROCM)|(?:CUDA|CUDNN|CUBLAS|NCCL|ROCM|HIPBLAS))$/i.test(
    name,
  );

const GPU_PACKAGE =
  /^(?:.*-gpu|flash-attn|xformers|bitsandbytes|vllm|deepspeed|cupy(?:-cuda\w+)?|nvidia-.+|tensorrt.*|pycuda|cuda-python|auto-gptq|autoawq|exllamav2|cu(?:df|ml|graph)-cu\d+|.+-cu(?:da)?-?\d{2,3}x?)$/;
const CPU_PACKAGE = /^(?:faiss-cpu|tensorflow-cpu|intel-tensorflow|onnxruntime|.+-cpu)$/;

/** What an installed Python package says. */
export function signOfPackage(name: string, extras: readonly string[]): Side | undefined {
  if (GPU_PACKAGE.test(name) || extras.some((extra) => signOfName(extra) === 'gpu')) return 'gpu';
  return CPU_PACKAGE.test(name) || extras.includes('cpu') ? 'cpu' : undefined;
}

/** Whether a package of a distribution is part of a GPU's software. */
export const isGpuSystemPackage = (name: string): boolean =>
  /^(?:nvidia-|cuda(?:-|$)|libcud(?:nn|a)|libnccl|libcublas|libnvinfer|rocm)/.test(name);
