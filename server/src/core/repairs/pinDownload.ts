import type { Download } from '../facts/downloads/model.ts';
import type { Source } from '../rule.ts';
import type { Obstacle } from './chain.ts';
import { type Pin, pinFiles } from './pin.ts';
import { pinAdd, pinAddedCommit } from './pinAdd.ts';
import { type CommitPlan, pinCommit } from './pinCommit.ts';
import { pinExec } from './pinExec.ts';
import { pinPackage, pinRepositories } from './pinPackage.ts';
import { pinPipe } from './pinPipe.ts';
import { pinPowershell } from './pinPowershell.ts';

/** The way to pin a download of any shape, or why there is none. */
export function pinDownload(source: Source, download: Download): Pin | CommitPlan | Obstacle {
  switch (download.kind) {
    case 'git':
      if (download.run) return pinCommit(source, download);
      return download.tool === 'ADD'
        ? pinAddedCommit(source, download)
        : { obstacle: 'clones on Windows are not rewritten' };
    case 'package':
      return pinPackage(source, download);
    case 'model':
      return download.files.every(({ resource }) => resource.repository)
        ? pinRepositories(
            source,
            download,
            download.files.filter(({ verified }) => !verified),
          )
        : pinSaved(source, download);
    case 'add':
      return pinAdd(source, download);
    default:
      return pinSaved(source, download);
  }
}

/** Pins files that a command saves or hands on. */
function pinSaved(source: Source, download: Download): Pin | Obstacle {
  if (!download.run) return pinPowershell(source, download);
  if (/^rpm/.test(download.tool)) return pinPackage(source, download);
  if (download.run.build.script.form === 'exec') return pinExec(source, download);
  return download.files.some(({ resource }) => resource.output.kind === 'stdout')
    ? pinPipe(source, download)
    : pinFiles(source, download);
}
