import type { Command, Word } from '../../shell/model.ts';
import { commandName, unwrap } from '../../shell/unwrap.ts';
import type { Lookup } from '../../text/parts.ts';
import { clone } from './clones.ts';
import { codeFetch, libraryCommand } from './code.ts';
import { curl } from './curl.ts';
import { httpie } from './httpie.ts';
import type { Fetch } from './model.ts';
import { aria, store } from './others.ts';
import { packageFetch } from './packages.ts';
import { wget } from './wget.ts';

/** What a command fetches from the network, by its name and options; undefined where it fetches nothing that it keeps. */
export function fetchOf(command: Command, lookup: Lookup): Fetch | undefined {
  const { name, args: own } = unwrap(command);
  const tool = commandName(name);
  const args = [...own, ...handedIn(command)];
  switch (tool) {
    case undefined:
      return undefined;
    case 'curl':
      return curl(args, lookup);
    case 'wget':
    case 'wget2':
      return wget(args, lookup);
    case 'aria2c':
    case 'axel':
      return aria(tool, args, lookup);
    case 'http':
    case 'https':
    case 'xh':
    case 'xhs':
      return httpie(tool, args, lookup);
    case 'git':
    case 'svn':
    case 'hg':
      return clone(command, tool, args, lookup);
    case 'gsutil':
    case 'aws':
    case 'gcloud':
    case 'gdown':
    case 'hf':
    case 'huggingface-cli':
      return store(tool, args, lookup);
    default:
      return (
        (/^(?:php|i?python|pypy|ruby|perl|node)[\d.]*$/.test(tool)
          ? codeFetch(command, own, tool, lookup)
          : undefined) ??
        packageFetch(command, lookup) ??
        libraryCommand(tool, own)
      );
  }
}

/** The argument that xargs takes from its input. */
function handedIn({ name, args }: Command): Word[] {
  const isXargs = [name, ...args].some((word) => word && commandName(word) === 'xargs');
  if (!name || !isXargs || args.some(({ text }) => text.includes('://'))) return [];
  return [
    {
      ...name,
      text: '',
      parts: [{ kind: 'dynamic', text: '${xargs}', reason: 'xargs hands it over' }],
      substitutions: [],
    },
  ];
}
