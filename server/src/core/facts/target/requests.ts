import { fact } from '../../fact.ts';
import type { Source } from '../../rule.ts';
import type { Stage } from '../stages.ts';
import { baked } from './bake.ts';
import { composed } from './compose.ts';
import { developed } from './development.ts';
import type { Evidence } from './evidence.ts';
import { isOwn, type Request, signOf } from './users.ts';

/** What the files say that build and start this Dockerfile's images: Compose, Bake, development containers and CI. */
export function* requests(source: Source, related: readonly Stage[]): Iterable<Evidence> {
  for (const request of [...composed(source), ...baked(source), ...developed(source), ...automated(source)])
    if (request.stage === undefined || related.some(({ name }) => name === request.stage?.toLowerCase())) yield request;
}

/** CI files that build this file and start what they built with a GPU, or tag it for one. */
const automated = fact(({ project }): readonly Request[] => {
  const paths = [...(project.list('.github/workflows', ['.yml', '.yaml']) ?? []), '.gitlab-ci.yml', 'Makefile'];
  return paths.flatMap((path) => {
    const text = (project.read(path) ?? '').replace(/\\\r?\n[ \t]*/g, ' ');
    return builtImages(text, (context, file) => isOwn(project.path, '', context, file)).flatMap((image) => {
      const starts = [...text.matchAll(/docker\s+run\b[^\n]*/g)].some(
        ([command]) => command.includes(image) && /--gpus\b|--runtime[= ]nvidia/.test(command),
      );
      return [
        { side: starts ? ('gpu' as const) : undefined, text: `${path} starts ${image} with a GPU` },
        { ...signOf(image.replace(/\$\{\{.*?\}\}/g, '')), text: `${path} builds it as ${image}` },
      ];
    });
  });
});

/** The names that `docker build` and docker/build-push-action give to the images of one Dockerfile. */
function builtImages(text: string, own: (context: string, file: string) => boolean): string[] {
  const commands = [...text.matchAll(/docker(?:\s+buildx)?\s+build\s+([^\n;&|]*)/g)].flatMap(([, args]) => {
    const file = /(?:^|\s)(?:-f|--file)[= ][ \t]*["']?([^\s"']+)/.exec(args!)?.[1];
    const context = args!.trim().split(/\s+/).at(-1)!.replace(/["']/g, '');
    // A file is named from the folder of the command, not of the context.
    if (!(file ? own('.', file) : own(context, 'Dockerfile'))) return [];
    return [...args!.matchAll(/(?:^|\s)(?:-t|--tag)[= ][ \t]*["']?([^\s"']+)/g)].map(([, tag]) => tag!);
  });
  const steps = text.split(/^[ \t]*-[ \t]+(?=name:|uses:|id:)/m).flatMap((step) => {
    if (!/uses:[ \t]*docker\/build-push-action/.test(step)) return [];
    const value = (key: string) => new RegExp(String.raw`^[ \t]*${key}:[ \t]*["']?([^\s"']+)`, 'm').exec(step)?.[1];
    const file = value('file');
    if (!(file ? own('.', file) : own(value('context') ?? '.', 'Dockerfile'))) return [];
    const tags = /^([ \t]*)tags:[ \t]*(?:\|[-+ \t]*\r?\n((?:\1[ \t]+\S.*(?:\n|$))+)|(.*))/m.exec(step);
    return (tags?.[2] ?? tags?.[3] ?? '').split(/[\s,]+/).filter((tag) => tag.includes('/') || tag.includes(':'));
  });
  return [...new Set([...commands, ...steps])];
}
