import { pairs } from '../dockerfile/words.ts';
import type { Source } from '../rule.ts';
import type { Command } from '../shell/model.ts';
import { commandName, unwrap, wordText } from '../shell/unwrap.ts';
import { folderOf } from './paths.ts';
import { contexts, copiedPaths, inFolder } from './routes/scope.ts';
import { type BuildScript, buildScripts } from './scripts.ts';
import { type Stage, stages } from './stages.ts';

/** Packages whose purpose is to run trained models in the process. */
const PACKAGE =
  '(?:pytorch|torch(?:vision|audio|serve)?|tensorflow(?:-cpu|-gpu|-serving-api)?|tflite-runtime|keras|jax|jaxlib|flax|onnxruntime(?:-gpu|-openvino|-directml)?|openvino|tritonserver|transformers|sentence[-_]transformers|diffusers|accelerate|optimum|peft|timm|rembg|ultralytics|openai-whisper|faster-whisper|whisperx|ctranslate2|easyocr|insightface|paddlepaddle(?:-gpu)?|paddleocr|llama-cpp-python|vllm|fastembed|flagembedding|gfpgan|realesrgan|basicsr|facexlib|facenet-pytorch|deepface|detectron2|mmdet|mmcv|spacy|flair|stanza|nemo[-_]toolkit|tts|coqui-tts|bitsandbytes|open[-_]clip[-_]torch)';
/** Those of JavaScript. */
const NODE_PACKAGE =
  '(?:onnxruntime-node|@xenova/transformers|@huggingface/transformers|@tensorflow/tfjs-node(?:-gpu)?)';
const REQUIREMENT = new RegExp(String.raw`(?:^|["'\s,(])(${PACKAGE})(?=$|["'\s,;\[<>=!~@)])`, 'im');
const INSTALLED = new RegExp(String.raw`^(${PACKAGE})(?:$|[\[<>=!~@;])`, 'i');
const NODE_INSTALLED = new RegExp(`^(${NODE_PACKAGE})(?:$|@)`);
const NODE_INSTALLER = /^(?:npm|yarn|pnpm)$/;
const INSTALLS = /^(?:install|i|ci|add|sync|wheel|download|create|update|upgrade)$/;
const INSTALLER = /^(?:pip[\d.]*|uv|conda|mamba|micromamba|poetry|pdm|pipenv|npm|yarn|pnpm)$/;
const MANIFEST =
  /(?:^|\/)(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|requirements\/[\w.-]+\.txt|pyproject\.toml|Pipfile|setup\.(?:py|cfg)|environment\.ya?ml|package\.json)$/;
const NODE_REQUIREMENT = new RegExp(String.raw`"(${NODE_PACKAGE})"\s*:`);
/** Where manifests keep their dependencies; other requirement files hold nothing else. */
const DEPENDENCIES: readonly (readonly [string, RegExp])[] = [
  ['package.json', /"(?:optionalD|d)ependencies"\s*:\s*\{[^}]*\}/g],
  [
    'pyproject.toml',
    /^dependencies\s*=\s*\[(?:"[^"\n]*"|'[^'\n]*'|[^\]"'])*\]|^\[tool\.poetry\.dependencies\][^]*?(?=^\[|(?![^]))/gm,
  ],
  ['Pipfile', /^\[packages\][^]*?(?=^\[|(?![^]))/gm],
  ['setup.py', /\binstall_requires\s*=\s*\[(?:"[^"\n]*"|'[^'\n]*'|[^\]"'])*\]/g],
  ['setup.cfg', /^install_requires\s*=[^\n]*(?:\n[ \t]+[^\n]*|\n(?=[ \t]*\n))*/gm],
];
/** How many requirement files may lead from one to the next. */
const NESTED_FILES = 3;
const FETCHED =
  /\bhuggingface\.co\/\S+\/resolve\/|\b(?:huggingface-cli|hf)\s+download\b|\bsnapshot_download\b|\bfrom_pretrained\b|\bSentenceTransformer\(|\bwhisper\.load_model\b|\btorch\.hub\b|\bspacy\s+download\b|\bollama\s+pull\b|(?<![^\s"'=(])(?!\w+:\/\/[^\s/]+(?:[\s"']|$))[^\s"']+\.(?:onnx|pth|pt|safetensors|gguf|ggml|ckpt|tflite|caffemodel|pdmodel)(?![\w./:-])/;
const VARIABLE =
  /^(?:HF_HOME|HF_HUB_CACHE|HUGGINGFACE_HUB_CACHE|TRANSFORMERS_CACHE|SENTENCE_TRANSFORMERS_HOME|TORCH_HOME|U2NET_HOME|OLLAMA_MODELS)$/;
/** Those that say so only where their value is a path. */
const PATH_VARIABLE = /^(?:MODELS?_\w+|\w+_MODELS?_(?:PATH|DIR|FILE|HOME|CACHE))$/;
const IMAGE =
  /(?:^|\/)(?:pytorch|tensorflow|huggingface|ollama|vllm|rocm)\/|(?:^|\/)(?:pytorch|tensorflow|tritonserver|llama\.cpp|text-generation-inference|text-embeddings-inference)(?:[:@]|$)/;

/** What says that the image of one of these stages loads models when it starts ("torch in requirements.txt"); undefined where nothing does. */
export function modelEvidence(source: Source, of: readonly Stage[]): string | undefined {
  const reached = reachedFrom(source, of);
  const scripts = buildScripts(source).filter(({ stage }) => reached.has(stage));
  const commands = scripts.flatMap(({ script }) => script.commands);
  const installations = commands.flatMap((command) => installationOf(command) ?? []);
  return (
    installed(installations) ??
    required(source, installations) ??
    fetched(scripts) ??
    [...reached].map((stage) => declared(source, stage)).find((evidence) => evidence !== undefined)
  );
}

/** Stages, those they start from, and those whose files they copy. */
function reachedFrom(source: Source, of: readonly Stage[]): ReadonlySet<Stage> {
  const reached = new Set<Stage>();
  const visit = (stage: Stage): void => {
    if (reached.has(stage)) return;
    reached.add(stage);
    if (stage.parent) visit(stage.parent);
    for (const { flags } of stage.instructions) {
      const from = flags.find(({ name }) => name === 'from')?.value?.toLowerCase();
      const copied =
        from !== undefined && stages(source).find(({ name, index }) => name === from || String(index) === from);
      if (copied) visit(copied);
    }
  };
  of.forEach(visit);
  return reached;
}

interface Installation {
  readonly installer: string;
  readonly words: readonly string[];
}

function installationOf(command: Command): Installation | undefined {
  const { name, args } = unwrap(command);
  const [program = '', ...rest] = [commandName(name) ?? '', ...args.map(wordText)];
  const words = /^python[\d.]*$/.test(program) && rest[0] === '-m' ? rest.slice(1) : [program, ...rest];
  const [installer = '', ...given] = words;
  const installs = given.some((word) => INSTALLS.test(word)) || (installer === 'yarn' && given.length === 0);
  return INSTALLER.test(installer) && installs ? { installer, words: given } : undefined;
}

function installed(commands: readonly Installation[]): string | undefined {
  const name = commands.flatMap(({ installer, words }) => {
    const pattern = NODE_INSTALLER.test(installer) ? NODE_INSTALLED : INSTALLED;
    return words.flatMap((word, index) =>
      /^(?:-c|--channel)$/.test(words[index - 1] ?? '') ? [] : (pattern.exec(word)?.[1] ?? []),
    );
  })[0];
  return name && `${name} is installed`;
}

/** The first package of this kind in the requirement files that the commands read. */
function required(source: Source, commands: readonly Installation[]): string | undefined {
  if (commands.length === 0) return undefined;
  const named = commands.flatMap(namedFiles).concat(copiedPaths(source).filter((path) => MANIFEST.test(path)));
  for (const folder of contexts(source)) {
    for (const name of new Set(named)) {
      const found = packageIn(source, inFolder(folder, name), NESTED_FILES);
      if (found) return found;
    }
  }
  return undefined;
}

/** The requirement files and manifests that a command reads, under every name that they may have in the build context. */
function namedFiles({ installer, words }: Installation): string[] {
  // pip's own -f names a page of links.
  const flag = /conda|mamba/.test(installer) ? /^(?:-f|--file)$/ : /^(?:-r|--requirements?)$/;
  const given = words.flatMap((word, index) => {
    const inline = /^(?:-r|--requirements?=|--file=)(.+)$/.exec(word)?.[1];
    return inline ?? (flag.test(words[index - 1] ?? '') ? [word] : []);
  });
  const tails = given.flatMap((path) => {
    const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
    return segments.map((_, index) => segments.slice(index).join('/'));
  });
  if (NODE_INSTALLER.test(installer)) return ['package.json'];
  const wholeProject =
    (/^(?:uv|poetry|pdm|pipenv)$/.test(installer) && words[0] !== 'pip') ||
    words.some((word) => /^\.(?:$|\[)/.test(word));
  return wholeProject ? [...tails, 'pyproject.toml', 'setup.py', 'Pipfile'] : tails;
}

function packageIn(source: Source, path: string, depth: number): string | undefined {
  const text = source.project.read(path)?.replace(/(?:^|\s)#.*$/gm, '');
  if (!text) return undefined;
  const name = path.endsWith('package.json')
    ? NODE_REQUIREMENT.exec(dependenciesIn(path, text))?.[1]
    : REQUIREMENT.exec(dependenciesIn(path, text))?.[1];
  if (name) return `${name} in ${path}`;
  if (depth === 0) return undefined;
  const folder = folderOf(path);
  return [...text.matchAll(/^\s*(?:-r|--requirement)[ =]\s*(\S+)/gm)]
    .map(([, other]) => packageIn(source, inFolder(folder, other!), depth - 1))
    .find((found) => found !== undefined);
}

/** The tables of a manifest that name what the application needs when it runs. */
function dependenciesIn(path: string, text: string): string {
  const tables = DEPENDENCIES.find(([name]) => path.endsWith(name));
  return tables ? [...text.matchAll(tables[1])].map(([table]) => table).join('\n') : text;
}

function fetched(scripts: readonly BuildScript[]): string | undefined {
  const match = scripts.map(({ script }) => FETCHED.exec(script.text.text)?.[0]).find((text) => text !== undefined);
  return match && `${match.replace(/^.*\/(?=.)|\($/g, '')} in the build`;
}

function declared(source: Source, { image, instructions }: Stage): string | undefined {
  if (IMAGE.test(image)) return `the image starts from ${image}`;
  const name = instructions
    .filter(({ keyword, onbuild }) => keyword === 'ENV' && !onbuild)
    .flatMap((instruction) => pairs(instruction, source.file.escape))
    .find(({ key, value }) => VARIABLE.test(key) || (PATH_VARIABLE.test(key) && isPath(value?.text ?? '')))?.key;
  return name && `${name} is set`;
}

const isPath = (value: string): boolean =>
  /^["']?(?:\.{0,2}\/|~\/|\$\{?\w+\}?\/)/.test(value) ||
  /^["']?[\w./-]+\.(?:onnx|pth|pt|safetensors|gguf)["']?$/.test(value);
