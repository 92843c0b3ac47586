import assert from 'node:assert/strict';
import { it } from 'node:test';
import { defaultConfig } from '../../server/src/core/config.ts';
import { parseDockerfile } from '../../server/src/core/dockerfile/parse.ts';
import { stages } from '../../server/src/core/facts/stages.ts';
import { targetOf } from '../../server/src/core/facts/target.ts';
import { noProject } from '../../server/src/core/project.ts';

/** What the first stage's image runs on. */
function judge(text: string, path = 'Dockerfile', target: 'auto' | 'cpu' | 'gpu' = 'auto'): string {
  const source = {
    file: parseDockerfile(text),
    project: { ...noProject, path },
    config: { ...defaultConfig, target },
  };
  const { kind, evidence } = targetOf(source, stages(source)[0]!);
  return `${kind}: ${evidence}`;
}

it('names the evidence for what an image runs on', () => {
  assert.equal(judge('FROM python:3'), 'unclear: it starts from python:3');
  assert.equal(judge('FROM python:3', 'docker/cpu/Dockerfile'), 'cpu: the folder is named cpu');
  assert.equal(judge('FROM python:3', 'cpu/Dockerfile.gpu'), 'gpu: the file is named Dockerfile.gpu');
  assert.equal(judge('FROM python:3', 'Dockerfile.no-cuda'), 'cpu: the file is named Dockerfile.no-cuda');
  assert.equal(judge('FROM python:3', 'Dockerfile.cpu', 'gpu'), 'gpu: the setting "target" says so');
  assert.equal(judge('# harden target=cpu\nFROM nvidia/cuda:12'), 'cpu: "# harden target=cpu" says so');
  assert.equal(judge('FROM tensorflow/tensorflow:2.9.0-gpu'), 'gpu: the base image is tensorflow/tensorflow:2.9.0-gpu');
  assert.equal(judge('FROM acme/models:cpu-1.2'), 'cpu: the base image is acme/models:cpu-1.2');
  assert.equal(judge('FROM pytorch/pytorch:2.1.0'), 'gpu: the base image is pytorch/pytorch:2.1.0');
});

it('reads variables, build flags and start commands', () => {
  assert.equal(judge('FROM python:3\nENV A=1 MODEL_DEVICE=cpu'), 'cpu: ENV MODEL_DEVICE=cpu');
  assert.equal(judge('FROM python:3\nARG DEVICE=cpu\nENV DEVICE=$DEVICE'), 'unclear: it starts from python:3');
  assert.equal(judge('FROM python:3\nARG DEVICE=cuda'), 'gpu: ARG DEVICE=cuda');
  assert.equal(judge('FROM python:3\nENV CUDA_VISIBLE_DEVICES=-1'), 'cpu: ENV CUDA_VISIBLE_DEVICES=-1');
  assert.equal(judge('FROM python:3\nENV CUDA_VISIBLE_DEVICES=0'), 'gpu: ENV CUDA_VISIBLE_DEVICES=0');
  assert.equal(judge('FROM python:3\nENV PATH=/usr/local/nvidia/bin:$PATH').slice(0, 3), 'gpu');
  assert.equal(judge('FROM python:3\nRUN cmake -DUSE_CUDA=OFF ..'), 'cpu: a build step says USE_CUDA=OFF');
  assert.equal(judge('FROM python:3\nRUN if [ $X ]; then CPU_ONLY=1 make; fi'), 'unclear: it starts from python:3');
  assert.equal(judge('FROM python:3\nCMD ["serve", "--device", "cpu"]'), 'cpu: CMD says --device cpu');
});

it('reads what is installed, and weighs it less', () => {
  assert.equal(judge('FROM python:3\nRUN pip install onnxruntime'), 'cpu: onnxruntime is installed');
  assert.equal(
    judge('FROM python:3\nRUN pip install onnxruntime onnxruntime-gpu'),
    'gpu: onnxruntime-gpu is installed',
  );
  assert.equal(judge('FROM python:3\nRUN apt-get install -y libcudnn8'), 'gpu: libcudnn8 is installed');
  assert.equal(judge('FROM python:3\nENV DEVICE=cpu\nRUN pip install xformers'), 'cpu: ENV DEVICE=cpu');
  assert.equal(judge('# Runs on CUDA\nFROM python:3'), 'gpu: a comment mentions it');
});

it('judges a stage by those that start or copy from it', () => {
  const wheels = 'FROM python:3 AS wheels\n';
  assert.equal(judge(`${wheels}FROM python:3 AS cpu\nCOPY --from=wheels / /`), 'cpu: a stage is named cpu');
  assert.equal(judge(`${wheels}FROM nvidia/cuda:12 AS run\nFROM run\nCOPY --from=0 / /`).slice(0, 3), 'gpu');
  assert.equal(judge(`${wheels}FROM nvidia/cuda:12 AS other`), 'unclear: it starts from python:3');
});
