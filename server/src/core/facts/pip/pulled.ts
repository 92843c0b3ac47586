import type { Requirement } from '../requirements.ts';

const names = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Packages whose metadata on PyPI (Requires-Dist) asks for torch without any extra, by what they are for. */
const DIRECT = names(`
  accelerate botorch fastai kornia lightning linear-operator monai neuralprophet optimum peft pyro-ppl pytorch-lightning
  stable-baselines3 torchmetrics
  basicsr easyocr efficientnet-pytorch facenet-pytorch gfpgan lpips nougat-ocr open-clip-torch realesrgan
  segmentation-models-pytorch surya-ocr timm torchio ultralytics unstructured-inference yolov5
  detoxify flagembedding flair gliner sentence-transformers spacy-transformers stanza torchtext
  demucs openai-whisper pyannote-audio silero-vad speechbrain whisperx`);

/** Packages that ask for one of those. */
const INDIRECT: readonly (readonly [string, string])[] = [
  ['bertopic', 'sentence-transformers'],
  ['gpytorch', 'linear-operator'],
  ['keybert', 'sentence-transformers'],
  ['marker-pdf', 'surya-ocr'],
  ['trl', 'accelerate'],
];

/** Packages that ask for torch with one of these extras only. */
const BY_EXTRA: ReadonlyMap<string, RegExp> = new Map([
  ['transformers', /^(?:torch|torch-vision|torch-speech|accelerate|all|dev|dev-torch)$/],
  ['diffusers', /^(?:torch|training|dev)$/],
  ['unstructured', /^(?:local-inference|pdf|image|all-docs)$/],
]);

const PULLERS: ReadonlyMap<string, string> = new Map([
  ...DIRECT.map((name) => [name, `${name} requires torch`] as const),
  ...INDIRECT.map(([name, by]) => [name, `${name} requires ${by}, which requires torch`] as const),
]);

/** Why a requirement brings torch along ("timm requires torch"); undefined where it does not. */
export function pulls({ name, extras }: Pick<Requirement, 'name' | 'extras'>): string | undefined {
  const extra = extras.find((one) => BY_EXTRA.get(name)?.test(one));
  return extra === undefined ? PULLERS.get(name) : `${name}[${extra}] requires torch`;
}
