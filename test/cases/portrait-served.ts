import { spawnSync } from 'node:child_process';

/** The three files of the portrait service, as the hosts that its Dockerfiles name serve them; `other` ones are as valid. */
export const served = (kind: 'right' | 'other'): Readonly<Record<string, Buffer>> => ({
  'http://files.facemarks.example/landmarks_68.dat.bz2': spawnSync('bzip2', {
    input: `68 ${kind} landmarks\n`.repeat(1000),
  }).stdout,
  'https://github.com/brightfold/face-parsing/releases/download/v0.2.0/model.pth': Buffer.from(
    `${kind} weights\n`.repeat(1000),
  ),
  'https://github.com/danielgatis/rembg/releases/download/v0.0.0/u2net_human_seg.onnx': Buffer.from(
    `${kind} network\n`.repeat(1000),
  ),
});
