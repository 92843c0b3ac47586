import type { Lookup } from '../../text/parts.ts';

/** A model that a library fetches by name: its publisher's URL, and the file that the library writes, as a shell reads it in double quotes. */
export interface LibraryModel {
  readonly url: string;
  readonly path: string;
}

/** A library that fetches models by name while the build runs. */
export interface Library {
  /** As a person says it. */
  readonly name: string;
  /** Finds the call. */
  readonly call: RegExp;
  /** What the library checks by itself, for the message. */
  readonly ownCheck?: string;
  /** The model behind a call, given the code from the call on; undefined where the table does not know it. */
  readonly model?: (call: RegExpExecArray, behind: string, lookup: Lookup) => LibraryModel | undefined;
}

const REMBG_RELEASES = 'https://github.com/danielgatis/rembg/releases/download/v0.0.0';

/** The release asset behind each session of rembg [rembg/sessions/*.py]; the file is named after the session. */
const REMBG_ASSETS: Readonly<Record<string, string>> = {
  u2net: 'u2net',
  u2netp: 'u2netp',
  u2net_human_seg: 'u2net_human_seg',
  u2net_cloth_seg: 'u2net_cloth_seg',
  silueta: 'silueta',
  'isnet-general-use': 'isnet-general-use',
  'isnet-anime': 'isnet-anime',
  'birefnet-general': 'BiRefNet-general-epoch_244',
  'birefnet-general-lite': 'BiRefNet-general-bb_swin_v1_tiny-epoch_232',
  'birefnet-portrait': 'BiRefNet-portrait-epoch_150',
  'birefnet-dis': 'BiRefNet-DIS-epoch_590',
  'birefnet-hrsod': 'BiRefNet-HRSOD_DHU-epoch_115',
  'birefnet-cod': 'BiRefNet-COD-epoch_125',
  'birefnet-massive': 'BiRefNet-massive-TR_DIS5K_TR_TEs-epoch_420',
  'bria-rmbg': 'bria-rmbg-2.0',
};

/** The folder of each NLTK package below packages/ [nltk/nltk_data, index.xml]. */
const NLTK_FOLDERS: Readonly<Record<string, string>> = {
  punkt: 'tokenizers',
  punkt_tab: 'tokenizers',
  stopwords: 'corpora',
  wordnet: 'corpora',
  words: 'corpora',
  brown: 'corpora',
  'omw-1.4': 'corpora',
  averaged_perceptron_tagger: 'taggers',
  averaged_perceptron_tagger_eng: 'taggers',
  maxent_ne_chunker: 'chunkers',
  vader_lexicon: 'sentiment',
};

/** Libraries whose calls fetch models; one without `model` is known to fetch but not from where or to where. */
export const LIBRARIES: readonly Library[] = [
  {
    name: 'rembg',
    call: /\bnew_session\(\s*(?:model_name\s*=\s*)?(?:["']([\w.-]+)["'])?/,
    ownCheck: 'only an MD5 that the package carries is checked',
    model: ([, session = 'u2net'], _, lookup) => {
      const asset = Object.hasOwn(REMBG_ASSETS, session) ? REMBG_ASSETS[session] : undefined;
      return asset
        ? { url: `${REMBG_RELEASES}/${asset}.onnx`, path: `${rembgHome(lookup)}/${session}.onnx` }
        : undefined;
    },
  },
  {
    name: 'torch.hub',
    call: /\bload_state_dict_from_url\((?![^)]*check_hash\s*=\s*True)\s*(?:url\s*=\s*)?["'](https?:\/\/[^"'?#]+\/([\w.-]+))["']\s*([^)]*)/,
    model: ([, url, name, rest]) => {
      if (!url || !name || /check_hash\s*=\s*True/.test(rest ?? '')) return undefined;
      const folder = /\bmodel_dir\s*=\s*["']([^"'$`\\]+)["']/.exec(rest ?? '')?.[1];
      const renamed = /\bfile_name\s*=/.test(rest ?? '');
      return renamed
        ? undefined
        : {
            url,
            path: `${folder ?? '${TORCH_HOME:-${XDG_CACHE_HOME:-${HOME}/.cache}/torch}/hub/checkpoints'}/${name}`,
          };
    },
  },
  {
    name: 'NLTK',
    call: /\bnltk\.download\(\s*["']([\w.-]+)["']|\bnltk\.downloader\s+(?:-[a-z]\s+)*?(?:-d\s+(\S+)\s+)?([\w. -]+?)\s*$|\bfrom\s+nltk\s+import\s+download\b/,
    ownCheck: 'only an MD5 from the same server is checked',
    model: ([, called, option, listed], behind) => {
      const name = called ?? listed ?? '';
      const folder = option ?? /^[^)]*\bdownload_dir\s*=\s*["']([^"'$`\\]+)["']/.exec(behind)?.[1];
      const kind = Object.hasOwn(NLTK_FOLDERS, name) ? NLTK_FOLDERS[name] : undefined;
      if (!folder || !kind) return undefined;
      return {
        url: `https://raw.githubusercontent.com/nltk/nltk_data/gh-pages/packages/${kind}/${name}.zip`,
        path: `${folder}/${kind}/${name}.zip`,
      };
    },
  },
  {
    name: 'huggingface_hub',
    call: /\bhf_hub_download\((?![^)]*revision\s*=\s*["'][0-9a-f]{40})([^)]*)\)/,
    model: ([, args = '']) => {
      const named = (name: string) => new RegExp(`\\b${name}\\s*=\\s*["']([^"'$\`\\\\]+)["']`).exec(args)?.[1];
      const repository = named('repo_id') ?? /^\s*["']([\w./-]+)["']/.exec(args)?.[1];
      const file = named('filename') ?? /^\s*["'][\w./-]+["']\s*,\s*["']([\w./-]+)["']/.exec(args)?.[1];
      const folder = named('local_dir');
      if (!repository || !file || !folder || /\b(?:token|repo_type|subfolder)\s*=/.test(args)) return undefined;
      return {
        url: `https://huggingface.co/${repository}/resolve/${named('revision') ?? 'main'}/${file}`,
        path: `${folder}/${file}`,
      };
    },
  },
  { name: 'spaCy', call: /\bspacy(?:\.cli)?[. ]download\b/ },
  { name: 'sentence-transformers', call: /\b(?:SentenceTransformer|CrossEncoder)\(\s*(?!["'][./~]|\))/ },
  { name: 'huggingface_hub', call: /\bsnapshot_download\((?![^)]*revision\s*=\s*["'][0-9a-f]{40})/ },
  {
    name: 'from_pretrained',
    call: /\.from_pretrained\(\s*(?!["'][./~]|\))(?![^)]*(?:local_files_only\s*=\s*True|revision\s*=\s*["'][0-9a-f]{40}))/,
  },
  { name: 'transformers', call: /\bpipeline\((?:[^)]*\bmodel\s*=|\s*["'][\w-]+["'])/ },
  { name: 'torch.hub', call: /\btorch\.hub\.load\((?![^)]*source\s*=\s*["']local)/ },
  { name: 'torchvision', call: /\bmodels\.\w+\([^)]*(?:\bpretrained\s*=\s*True|\bweights\s*=\s*(?!None))/ },
  { name: 'timm', call: /\btimm\.create_model\([^)]*pretrained\s*=\s*True/ },
  { name: 'open_clip', call: /\bopen_clip\.create_model/ },
  { name: 'Whisper', call: /\bwhisper\.load_model\(|\bWhisperModel\(\s*(?!["'][./~])/ },
  { name: 'Ultralytics', call: /\bYOLO\(\s*["'][\w-]+\.pt["']/ },
  { name: 'EasyOCR', call: /\beasyocr\.Reader\(/ },
  { name: 'PaddleOCR', call: /\bPaddleOCR\(/ },
  { name: 'insightface', call: /\bFaceAnalysis\(|\binsightface\.model_zoo\.get_model\(/ },
  { name: 'Stanza', call: /\bstanza\.download\(/ },
  { name: 'Flair', call: /\b(?:SequenceTagger|TextClassifier)\.load\(\s*["'](?![./~])/ },
  { name: 'Gensim', call: /\bgensim\.downloader\b|\bapi\.load\(\s*["']/ },
  { name: 'FastEmbed', call: /\bTextEmbedding\(/ },
  { name: 'tiktoken', call: /\btiktoken\.(?:get_encoding|encoding_for_model)\(/ },
  { name: 'Coqui TTS', call: /\bTTS\(\s*(?:model_name\s*=\s*)?["']tts_models\// },
  { name: 'gdown', call: /\bgdown(?:\.(?:cached_)?download\(|\s+\S)/ },
  { name: 'Playwright', call: /\bplaywright\s+install\b/ },
];

/** Commands of such libraries: the words behind the program's name by which they fetch. */
export const LIBRARY_COMMANDS: Readonly<Record<string, { readonly name: string; readonly words: RegExp }>> = {
  spacy: { name: 'spaCy', words: /^download\b/ },
  rembg: { name: 'rembg', words: /^d\b/ },
  playwright: { name: 'Playwright', words: /^install\b/ },
  npx: { name: 'Playwright', words: /^(?:-y |--yes )?playwright(?:@\S+)? install\b/ },
};

/** Where rembg keeps its models: $U2NET_HOME, else .u2net in $XDG_DATA_HOME or the home folder [rembg/sessions/base.py]. */
function rembgHome(lookup: Lookup): string {
  if (lookup('U2NET_HOME')) return '${U2NET_HOME}';
  return lookup('XDG_DATA_HOME') ? '${XDG_DATA_HOME}/.u2net' : '${HOME}/.u2net';
}
