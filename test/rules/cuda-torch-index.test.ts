import { defaultConfig } from '../../server/src/core/config.ts';
import { cudaTorchIndex } from '../../server/src/core/rules/cuda-torch-index.ts';
import { testRule } from '../rule-tester.ts';

const CPU = 'https://download.pytorch.org/whl/cpu';

testRule(cudaTorchIndex, {
  'a pinned torch in a requirements file of a CPU image': {
    path: 'docker/Dockerfile.cpu',
    marked: `FROM python:3.11-slim AS builder
WORKDIR /build
COPY requirements.txt .
RUN «pip» wheel --no-cache-dir --wheel-dir /wheels -r requirements.txt

FROM python:3.11-slim AS production
ENV MATTE_DEVICE=cpu
COPY --from=builder /wheels /wheels
RUN pip install --no-cache-dir --no-index --find-links=/wheels -r requirements.txt
`,
    files: { 'requirements.txt': 'fastapi==0.110.0\ntorch==2.0.1\n' },
    says: ['torch==2.0.1 of requirements.txt comes from PyPI'],
    severities: ['warning'],
    fixed: `FROM python:3.11-slim AS builder
WORKDIR /build
COPY requirements.txt .
RUN pip wheel --no-cache-dir --wheel-dir /wheels --extra-index-url ${CPU} -r requirements.txt

FROM python:3.11-slim AS production
ENV MATTE_DEVICE=cpu
COPY --from=builder /wheels /wheels
RUN pip install --no-cache-dir --no-index --find-links=/wheels -r requirements.txt
`,
  },
  'its GPU twin, whose wheels are built on a plain image': {
    path: 'docker/Dockerfile.gpu',
    marked: `FROM python:3.11-slim AS builder
COPY requirements-gpu.txt .
RUN pip wheel --wheel-dir /wheels -r requirements-gpu.txt
FROM nvidia/cuda:11.8.0-runtime-ubuntu22.04
COPY --from=builder /wheels /wheels
RUN pip3 install /wheels/*
`,
    files: { 'requirements-gpu.txt': '--extra-index-url https://download.pytorch.org/whl/cu118\ntorch==2.0.1+cu118\n' },
  },
  'only the copying stage says GPU': {
    marked: `FROM python:3.11-slim AS builder
RUN pip install --target /site torch
FROM python:3.11-slim AS cuda-runtime
COPY --from=builder /site /site
`,
  },
  'only build steps are told of a CPU': {
    marked:
      'FROM python:3.11\nRUN «pip» install torch==2.2.0\nRUN CUDA_VISIBLE_DEVICES="" python warmup.py\nCMD ["python","serve.py"]\n',
    severities: ['hint'],
  },
  'a name that the image contradicts': {
    path: 'Dockerfile.cpu',
    marked: 'FROM python:3.11\nENV NVIDIA_VISIBLE_DEVICES=all\nRUN «pip» install torch==2.2.0\n',
    severities: ['hint'],
    reviewed: `FROM python:3.11\nENV NVIDIA_VISIBLE_DEVICES=all\nRUN pip install --index-url ${CPU} torch==2.2.0\n`,
  },
  "a CPU's build in a stage that a GPU's image only copies a file from": {
    path: 'Dockerfile.gpu',
    marked: `FROM nvidia/cuda:12.1.0-base-ubuntu22.04 AS final
RUN pip install torch
FROM python:3.11 AS exporter
RUN pip install torch --index-url ${CPU}
FROM nvidia/cuda:12.1.0-devel-ubuntu22.04 AS builder
RUN «pip» install torch --index-url ${CPU}
FROM final
COPY --from=exporter /m.onnx /m.onnx
COPY --from=builder /opt /opt
`,
    says: [
      'is a build for CPUs (the index says cpu), but this image runs on a GPU (the base image is nvidia/cuda:12.1.0-devel',
    ],
  },
  'nothing says what it runs on': {
    marked: 'FROM python:3.11\nRUN «pip» install torch torchvision numpy\n',
    severities: ['hint'],
    says: ['nothing says that this image runs on a GPU (it starts from python:3.11)'],
    reviewed: `FROM python:3.11\nRUN pip install --index-url ${CPU} torch torchvision numpy\n`,
  },
  'torch with other packages keeps PyPI': {
    marked: 'FROM python:3.11\nENV DEVICE=cpu\nRUN «pip» install -q "torch==2.2.0" flask\n',
    fixed: `FROM python:3.11\nENV DEVICE=cpu\nRUN pip install -q --extra-index-url ${CPU} "torch==2.2.0" flask\n`,
  },
  'an unpinned torch with other packages may still come from PyPI': {
    marked: '# harden target=cpu\nFROM python:3.11\nRUN «pip» install torch flask\n',
    says: ['torch is not pinned'],
    fixed: `# harden target=cpu\nFROM python:3.11\nRUN pip install --extra-index-url ${CPU} torch flask\n`,
  },
  'torchvision and torchaudio in later commands go along': {
    config: { ...defaultConfig, target: 'cpu' },
    marked:
      'FROM python:3.11\nRUN «pip» install torch==2.2.0\nRUN pip install flask && pip install torchvision\nRUN pip install torch\n',
    fixed: `FROM python:3.11\nRUN pip install --index-url ${CPU} torch==2.2.0\nRUN pip install flask && pip install --index-url ${CPU} torchvision\nRUN pip install torch\n`,
  },
  'later commands with an index of their own go along': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.11\nRUN «pip» install torch==2.7.1 --index-url https://download.pytorch.org/whl/cu126\nRUN pip install torch==2.7.1 torchvision --index-url https://download.pytorch.org/whl/cu126\nRUN «pip» install torch==2.8.0 --index-url https://download.pytorch.org/whl/cu126\n',
    fixed: `FROM python:3.11\nRUN pip install torch==2.7.1 --index-url ${CPU}\nRUN pip install torch==2.7.1 torchvision --index-url ${CPU}\nRUN pip install torch==2.8.0 --index-url ${CPU}\n`,
  },
  'one package a line': {
    path: 'cpu/Dockerfile',
    marked:
      'FROM python:3.11\r\nRUN python3 -V && «python3» -m pip install \\\r\n        # the model\r\n        torch \\\r\n        # pictures\r\n        torchvision \\\r\n    && rm -rf /tmp/*\r\n',
    fixed: `FROM python:3.11\r\nRUN python3 -V && python3 -m pip install \\\r\n        # the model\r\n        --index-url ${CPU} \\\r\n        torch \\\r\n        # pictures\r\n        torchvision \\\r\n    && rm -rf /tmp/*\r\n`,
  },
  'another escape character, in an image of Linux alone': {
    marked: '# escape=`\n# harden target=cpu\nFROM python:3.11-slim\nRUN «pip» install torch `\n  flask\n',
    fixed: `# escape=\`\n# harden target=cpu\nFROM python:3.11-slim\nRUN pip install --extra-index-url ${CPU} torch \`\n  flask\n`,
  },
  'another escape character': {
    path: 'cpu/Dockerfile',
    marked: '# escape=`\nFROM python:3.11\nSHELL ["/bin/sh", "-c"]\nRUN «pip» install `\n  torch\n',
    fixed: `# escape=\`\nFROM python:3.11\nSHELL ["/bin/sh", "-c"]\nRUN pip install \`\n  --index-url ${CPU} \`\n  torch\n`,
  },
  'exec form': {
    path: 'Dockerfile.cpu',
    marked: 'FROM python:3.11\nRUN ["«pip»", "install", "torch"]\n',
    fixed: `FROM python:3.11\nRUN ["pip", "install", "--index-url", "${CPU}", "torch"]\n`,
  },
  'a script in exec form': {
    path: 'Dockerfile.cpu',
    marked: `FROM python:3.11\nRUN ["sh", "-c", "«pip» install 'torch>=2' flask"]\n`,
    fixed: `FROM python:3.11\nRUN ["sh", "-c", "pip install --extra-index-url ${CPU} 'torch>=2' flask"]\n`,
  },
  'a heredoc': {
    path: 'Dockerfile.cpu',
    marked: 'FROM python:3.11\nRUN <<EOF\nset -e\n«pip3.11» install \\\n  torch==2.2.0\nEOF\n',
    fixed: `FROM python:3.11\nRUN <<EOF\nset -e\npip3.11 install \\\n  --index-url ${CPU} \\\n  torch==2.2.0\nEOF\n`,
  },
  'a CUDA index on the command': {
    path: 'Dockerfile.cpu',
    marked: 'FROM python:3.11\nRUN «pip» install torch --index-url https://download.pytorch.org/whl/cu121\n',
    says: ['is a build for CUDA (the index says cu121)'],
    fixed: `FROM python:3.11\nRUN pip install torch --index-url ${CPU}\n`,
  },
  'a nightly index keeps its channel': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.11\nRUN «pip» install --pre torch --extra-index https://download.pytorch.org/whl/nightly/cu124/\n',
    fixed:
      'FROM python:3.11\nRUN pip install --pre torch --extra-index https://download.pytorch.org/whl/nightly/cpu/\n',
  },
  'a ROCm index counts only where something says CPU': {
    path: 'Dockerfile.cpu',
    marked: 'FROM python:3.11\nRUN «pip» install torch --index-url https://download.pytorch.org/whl/rocm6.1\n',
    fixed: `FROM python:3.11\nRUN pip install torch --index-url ${CPU}\n`,
  },
  'a ROCm index says GPU where nothing else does': {
    marked: 'FROM python:3.11\nRUN pip install torch --index-url https://download.pytorch.org/whl/rocm6.1\n',
  },
  'tags on the command': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.8\nRUN «pip» install torch==1.13.1+cu117 "torchvision==0.14.1+cu117" flask --extra-index-url https://download.pytorch.org/whl/cu117\n',
    fixed: `FROM python:3.8\nRUN pip install torch==1.13.1+cpu "torchvision==0.14.1+cpu" flask --extra-index-url ${CPU}\n`,
  },
  'tags on an image for several processors, before arm64 had them': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.8\nARG TARGETARCH\nRUN «pip» install torch==2.1.0+cu118 --index-url https://download.pytorch.org/whl/cu118\n',
    fixed: `FROM python:3.8\nARG TARGETARCH\nRUN pip install torch==2.1.0 --index-url ${CPU}\n`,
  },
  'arm64 has no CUDA on PyPI before 2.11': {
    path: 'Dockerfile.cpu',
    marked: 'FROM --platform=linux/arm64 python:3.12\nRUN pip install torch==2.5.1\n',
  },
  'find-links with tags': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.8\nRUN «pip» install torch==1.9.0+cu111 -f https://download.pytorch.org/whl/torch_stable.html\n',
    fixed: 'FROM python:3.8\nRUN pip install torch==1.9.0+cpu -f https://download.pytorch.org/whl/torch_stable.html\n',
  },
  'find-links without tags take the highest': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.8\nRUN «pip» install torch==1.9.0 -f https://download.pytorch.org/whl/torch_stable.html && «pip» install -U torch flask --find-links=https://download.pytorch.org/whl/torch_stable.html\n',
    fixed: `FROM python:3.8\nRUN pip install torch==1.9.0 --index-url ${CPU} && pip install -U torch flask --extra-index-url=${CPU}\n`,
  },
  'find-links of one build and no tag': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.8\nRUN «pip» install torch flask -f https://download.pytorch.org/whl/cu111/torch_stable.html\nRUN «pip» install torch==1.9.0+cu111 -f https://download.pytorch.org/whl/cu111/torch_stable.html\n',
    fixed: `FROM python:3.8\nRUN pip install torch flask --extra-index-url ${CPU}\nRUN pip install torch==1.9.0+cpu -f https://download.pytorch.org/whl/cpu/torch_stable.html\n`,
  },
  'an index of every build': {
    path: 'Dockerfile.cpu',
    marked: 'FROM python:3.8\nRUN «pip» install torch --index-url https://download.pytorch.org/whl/\n',
    fixed: `FROM python:3.8\nRUN pip install torch --index-url ${CPU}/\n`,
  },
  '=== matches no tag': {
    path: 'Dockerfile.cpu',
    marked: 'FROM python:3.8\nRUN «pip» install torch===2.0.1\n',
    fixed: `FROM python:3.8\nRUN pip install --index-url ${CPU} torch==2.0.1\n`,
  },
  "a wheel's URL": {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.10\nRUN «pip» install https://download.pytorch.org/whl/cu118/torch-2.0.1%2Bcu118-cp310-cp310-linux_x86_64.whl\n',
    reviewed:
      'FROM python:3.10\nRUN pip install https://download.pytorch.org/whl/cpu/torch-2.0.1%2Bcpu-cp310-cp310-linux_x86_64.whl\n',
  },
  uv: {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.11\nRUN «uv» pip install --system torch flask\nRUN «uv» pip install --upgrade --torch-backend cu118 torch\n',
    fixed:
      'FROM python:3.11\nRUN uv pip install --system --torch-backend=cpu torch flask\nRUN uv pip install --upgrade --torch-backend cpu torch\n',
  },
  'uv with tags': {
    path: 'Dockerfile.cpu',
    marked: 'FROM python:3.11\nRUN «uv» pip install torch==2.6.0+cu124\n',
    fixed: 'FROM python:3.11\nRUN uv pip install --torch-backend=cpu torch==2.6.0+cpu\n',
  },
  'an old uv knows no backend': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.11\nCOPY --from=ghcr.io/astral-sh/uv:0.5.4 /uv /bin/\nRUN «uv» pip install torch\nRUN «uv» pip install -U torch flask\n',
    says: ['add --index-url', 'by hand, because the uv of this file is older than 0.6.9'],
    fixed: `FROM python:3.11\nCOPY --from=ghcr.io/astral-sh/uv:0.5.4 /uv /bin/\nRUN uv pip install --index-url ${CPU} torch\nRUN uv pip install -U torch flask\n`,
  },
  'uv takes the first index that has it': {
    path: 'Dockerfile.cpu',
    marked: `FROM python:3.11\nRUN uv pip install torch flask --extra-index-url ${CPU}\nENV UV_TORCH_BACKEND=cpu\nRUN uv pip install -U torch\n`,
  },
  'an index in ENV': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.11\nENV PIP_NO_CACHE_DIR=1 \\\n    PIP_EXTRA_INDEX_URL="https://download.pytorch.org/whl/cu118"\nRUN «pip» install torch==2.0.1 flask\n',
    fixed: `FROM python:3.11\nENV PIP_NO_CACHE_DIR=1 \\\n    PIP_EXTRA_INDEX_URL="${CPU}"\nRUN pip install torch==2.0.1 flask\n`,
  },
  'an index in front of the command': {
    path: 'Dockerfile.cpu',
    marked: 'FROM python:3.11\nRUN PIP_INDEX_URL=https://download.pytorch.org/whl/cu118 «pip» install torch==2.0.1\n',
    fixed: `FROM python:3.11\nRUN PIP_INDEX_URL=${CPU} pip install torch==2.0.1\n`,
  },
  'a mirror of PyPI stays': {
    path: 'Dockerfile.cpu',
    marked: 'FROM python:3.11\nRUN «pip» install -i https://pypi.tuna.tsinghua.edu.cn/simple torch==2.0.1\n',
    fixed: `FROM python:3.11\nRUN pip install -i https://pypi.tuna.tsinghua.edu.cn/simple --extra-index-url ${CPU} torch==2.0.1\n`,
  },
  'tags and an index in the requirements file': {
    path: 'docker/cpu/Dockerfile',
    marked: 'FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN «pip» install -r requirements/base.txt\n',
    files: {
      'requirements/base.txt': '-r torch.txt\nflask\n',
      'requirements/torch.txt':
        '# CUDA\n--extra-index-url https://download.pytorch.org/whl/cu118\ntorch==2.0.1+cu118  # pinned\n',
    },
    says: ['torch==2.0.1+cu118 of requirements/torch.txt is a build for CUDA'],
    reviewed: 'FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements/base.txt\n',
    fixedFiles: { 'requirements/torch.txt': `# CUDA\n--extra-index-url ${CPU}\ntorch==2.0.1+cpu  # pinned\n` },
  },
  'tags in the requirements file, the index on the command': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.11\nRUN --mount=type=bind,source=requirements.txt,target=/tmp/r.txt «pip» install --extra-index-url https://download.pytorch.org/whl/cu118 -r /tmp/r.txt\n',
    files: { 'requirements.txt': 'torch==2.0.1+cu118\n' },
    reviewed: `FROM python:3.11\nRUN --mount=type=bind,source=requirements.txt,target=/tmp/r.txt pip install --extra-index-url ${CPU} -r /tmp/r.txt\n`,
    fixedFiles: { 'requirements.txt': 'torch==2.0.1+cpu\n' },
  },
  'hashes would no longer match': {
    path: 'Dockerfile.cpu',
    marked: 'FROM python:3.11\nCOPY requirements.txt /\nRUN «pip» install -r /requirements.txt\n',
    files: { 'requirements.txt': 'torch==2.0.1 \\\n    --hash=sha256:00\n' },
    reviewed: `FROM python:3.11\nCOPY requirements.txt /\nRUN pip install --extra-index-url ${CPU} -r /requirements.txt\n`,
  },
  'a requirements file that is not in the project': {
    path: 'Dockerfile.cpu',
    marked: 'FROM python:3.11\nCOPY requirements.txt /\nRUN pip install -r /requirements.txt\n',
  },
  'a step that takes torch out of the file': {
    path: 'Dockerfile.cpu',
    marked:
      "FROM python:3.11\nCOPY requirements.txt .\nRUN sed -i '/^torch/d' requirements.txt && pip install -r requirements.txt\n",
    files: { 'requirements.txt': 'torch==2.0.1\n' },
  },
  'a requirements file through another stage, a glob and a folder': {
    path: 'docker/Dockerfile.cpu',
    marked:
      'FROM python:3.11 AS source\nWORKDIR /src\nCOPY requirements*.txt ./\nFROM python:3.11\nCOPY --from=source /src /app\nRUN cd /app && «pip» install -qr requirements-base.txt\n',
    files: { 'requirements-base.txt': 'torch==2.0.1\n' },
    fixed: `FROM python:3.11 AS source\nWORKDIR /src\nCOPY requirements*.txt ./\nFROM python:3.11\nCOPY --from=source /src /app\nRUN cd /app && pip install --extra-index-url ${CPU} -qr requirements-base.txt\n`,
  },
  'a pin in a constraints file': {
    path: 'Dockerfile.cpu',
    marked: 'FROM python:3.11\nCOPY . .\nRUN «pip» install torch -c cpu.txt\nRUN «pip» wheel torch -c cuda.txt\n',
    says: ['torch==2.0.1+cpu of cpu.txt is not on PyPI', 'torch==2.0.1+cu118 of cuda.txt is a build for CUDA'],
    files: {
      'cpu.txt': 'torch==2.0.1+cpu\n',
      'cuda.txt': 'torch==2.0.1+cu118\n',
    },
    reviewed: `FROM python:3.11\nCOPY . .\nRUN pip install --index-url ${CPU} torch -c cpu.txt\nRUN pip wheel --index-url ${CPU} torch -c cuda.txt\n`,
    fixedFiles: { 'cuda.txt': 'torch==2.0.1+cpu\n' },
  },
  'one index in ENV for several commands': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.11\nENV PIP_INDEX_URL https://download.pytorch.org/whl/cu118\nRUN «pip» install torch\nRUN pip install torchvision\nRUN «pip» wheel torch\n',
    fixed: `FROM python:3.11\nENV PIP_INDEX_URL ${CPU}\nRUN pip install torch\nRUN pip install torchvision\nRUN pip wheel torch\n`,
  },
  'arguments out of variables': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.11\nARG PACKAGES="torch==2.2.0 flask"\nARG TAG=cu118\nRUN «pip» install $PACKAGES\nRUN «pip» install torch==2.2.0+$TAG\n',
    says: ['add --extra-index-url', 'because it comes out of a variable'],
    fixed:
      `FROM python:3.11\nARG PACKAGES="torch==2.2.0 flask"\nARG TAG=cu118\nRUN pip install --extra-index-url ${CPU} $PACKAGES\nRUN «pip» install torch==2.2.0+$TAG\n`.replace(
        /[«»]/g,
        '',
      ),
  },
  'programs out of variables, and programs that start others': {
    path: 'Dockerfile.cpu',
    marked:
      "FROM python:3.11\nARG PIP='uv pip install --system'\nRUN «$PIP» torch\nRUN «${PYTHON}» -um pip wheel torch\nRUN conda run -n base «pip» wheel torch && sudo -H «/opt/venv/bin/pip3» --quiet wheel torch\nARG ALL='pip wheel torch'\nRUN «$ALL»\n",
    fixed: `FROM python:3.11\nARG PIP='uv pip install --system'\nRUN $PIP --torch-backend=cpu torch\nRUN \${PYTHON} -um pip wheel --index-url ${CPU} torch\nRUN conda run -n base pip wheel --index-url ${CPU} torch && sudo -H /opt/venv/bin/pip3 --quiet wheel --index-url ${CPU} torch\nARG ALL='pip wheel torch'\nRUN $ALL\n`,
  },
  'a wish for CUDA beside packages for a CPU': {
    marked:
      'FROM python:3.11\nRUN pip install faiss-cpu\nRUN «pip» install torch --index-url https://download.pytorch.org/whl/cu121\n',
    severities: ['hint'],
  },
  'packages for a CPU': {
    marked: 'FROM python:3.11\nRUN pip install "rembg[cpu]"\nRUN «pip» install torch\n',
    says: ['rembg[cpu] is installed'],
    severities: ['hint'],
    reviewed: `FROM python:3.11\nRUN pip install "rembg[cpu]"\nRUN pip install --index-url ${CPU} torch\n`,
  },
  'a page of another project stays, and its builds for CUDA make the fix one to review': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.9\nRUN «pip» install torch==1.13.1 mmcv-full==1.7.0 -f https://download.openmmlab.com/mmcv/dist/cu117/torch1.13.0/index.html\n',
    says: ['torch==1.13.1 comes from PyPI'],
    reviewed: `FROM python:3.9\nRUN pip install --extra-index-url ${CPU} torch==1.13.1 mmcv-full==1.7.0 -f https://download.openmmlab.com/mmcv/dist/cu117/torch1.13.0/index.html\n`,
  },
  'a page of another project for a CPU has no PyTorch': {
    marked:
      'FROM python:3.9\nRUN «pip» install torch==1.13.1 mmcv-full==1.7.0 -f https://download.openmmlab.com/mmcv/dist/cpu/torch1.13.0/index.html\n',
    severities: ['hint'],
    reviewed: `FROM python:3.9\nRUN pip install --extra-index-url ${CPU} torch==1.13.1 mmcv-full==1.7.0 -f https://download.openmmlab.com/mmcv/dist/cpu/torch1.13.0/index.html\n`,
  },
  'pages of other projects': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.9\nRUN «pip» install torch==1.10.0 detectron2 -f https://dl.fbaipublicfiles.com/detectron2/wheels/cu113/torch1.10/index.html\nFROM python:3.9\nRUN «pip» install torch==1.10.0 pytorch3d -f https://dl.fbaipublicfiles.com/pytorch3d/packaging/wheels/py38_cu113_pyt1100/download.html\nFROM python:3.9\nRUN «pip» install torch==2.0.1 kaolin -f https://nvidia-kaolin.s3.us-east-2.amazonaws.com/torch-2.0.1_cu118.html\n',
    reviewed: `FROM python:3.9\nRUN pip install --extra-index-url ${CPU} torch==1.10.0 detectron2 -f https://dl.fbaipublicfiles.com/detectron2/wheels/cu113/torch1.10/index.html\nFROM python:3.9\nRUN pip install --extra-index-url ${CPU} torch==1.10.0 pytorch3d -f https://dl.fbaipublicfiles.com/pytorch3d/packaging/wheels/py38_cu113_pyt1100/download.html\nFROM python:3.9\nRUN pip install --extra-index-url ${CPU} torch==2.0.1 kaolin -f https://nvidia-kaolin.s3.us-east-2.amazonaws.com/torch-2.0.1_cu118.html\n`,
  },
  'builds for CUDA of a companion speak for a GPU': {
    marked:
      'FROM python:3.9\nRUN pip install torch==2.0.0\nRUN pip install torch-scatter -f https://data.pyg.org/whl/torch-2.0.0+cu117.html\n',
  },
  'a mirror keeps its place': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.11\nRUN «pip» install torch==2.1.0 -f https://mirrors.aliyun.com/pytorch-wheels/cu118/\nRUN «pip» install torch==2.2.0 -f https://mirror.sjtu.edu.cn/pytorch-wheels/cu118\n',
    reviewed:
      'FROM python:3.11\nRUN pip install torch==2.1.0 -f https://mirrors.aliyun.com/pytorch-wheels/cpu/\nRUN pip install torch==2.2.0 -f https://mirror.sjtu.edu.cn/pytorch-wheels/cpu\n',
  },
  'an index of a company for some processor': {
    path: 'Dockerfile.cpu',
    marked: 'FROM python:3.11\nRUN pip install torch --extra-index-url https://nexus.corp.example/whl-cpu/simple\n',
  },
  'a nightly page keeps its channel': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.11\nRUN «pip» install --pre torch==2.5.0.dev20240901 -f https://download.pytorch.org/whl/nightly/cu121/torch_nightly.html\n',
    fixed:
      'FROM python:3.11\nRUN pip install --pre torch==2.5.0.dev20240901 --index-url https://download.pytorch.org/whl/nightly/cpu\n',
  },
  'uv has no name for the nightly index': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.11\nRUN «uv» pip install --pre torch -f https://download.pytorch.org/whl/nightly/cu121/torch_nightly.html\n',
    fixed:
      'FROM python:3.11\nRUN uv pip install --pre torch --index-url https://download.pytorch.org/whl/nightly/cpu\n',
  },
  'uv takes from an added index what it has': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.11\nRUN «uv» pip install --pre torch flask -f https://download.pytorch.org/whl/nightly/cu121/torch_nightly.html\n',
    reviewed: `FROM python:3.11\nRUN uv pip install --pre torch flask --extra-index-url https://download.pytorch.org/whl/nightly/cpu\n`,
  },
  'extras and arguments of xargs may need PyPI': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.11\nRUN «pip» install "torch[opt-einsum]==2.2.0"\nFROM python:3.11\nRUN cat more.txt | xargs «pip» install torch==2.2.0\n',
    fixed: `FROM python:3.11\nRUN pip install --extra-index-url ${CPU} "torch[opt-einsum]==2.2.0"\nFROM python:3.11\nRUN cat more.txt | xargs pip install --extra-index-url ${CPU} torch==2.2.0\n`,
  },
  'a label is a weak sign': {
    marked: 'FROM python:3.11\nLABEL needs="8 CPU cores"\nRUN «pip» install torch\n',
    says: ['seems to run on a CPU (a label mentions it)'],
    severities: ['hint'],
    reviewed: `FROM python:3.11\nLABEL needs="8 CPU cores"\nRUN pip install --index-url ${CPU} torch\n`,
  },
  'variables about something else are weak signs': {
    marked: 'FROM python:3.11\nENV SCALE_METRIC=cpu JAX_PLATFORMS=cpu\nRUN «pip» install torch\n',
    says: ['seems to run on a CPU (ENV SCALE_METRIC=cpu)'],
    severities: ['hint'],
    reviewed: `FROM python:3.11\nENV SCALE_METRIC=cpu JAX_PLATFORMS=cpu\nRUN pip install --index-url ${CPU} torch\n`,
  },
  'a folder that is named after what it measures': {
    path: 'cpu-monitor/Dockerfile',
    marked: 'FROM python:3.11\nRUN «pip» install torch\n',
    severities: ['hint'],
    reviewed: `FROM python:3.11\nRUN pip install --index-url ${CPU} torch\n`,
  },
  'variables that choose the CPU': {
    marked: 'FROM python:3.11\nENV CPU_ONLY=1\nRUN «pip» install torch\n',
    severities: ['warning'],
    fixed: `FROM python:3.11\nENV CPU_ONLY=1\nRUN pip install --index-url ${CPU} torch\n`,
  },
  'a tag for CPUs that PyPI does not have': {
    marked: 'FROM python:3.11\nCOPY requirements.txt .\nRUN «pip» install -r requirements.txt\n',
    files: { 'requirements.txt': 'torch==2.0.1+cpu\nflask\n' },
    says: ['torch==2.0.1+cpu of requirements.txt is not on PyPI'],
    severities: ['warning'],
    fixed: `FROM python:3.11\nCOPY requirements.txt .\nRUN pip install --extra-index-url ${CPU} -r requirements.txt\n`,
  },
  'a tag for CPUs that is installed already, or may be': {
    marked: `FROM python:3.11\nCOPY requirements.txt .\nRUN pip install torch --index-url ${CPU}\nRUN pip install -r requirements.txt\nFROM acme/torch\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nFROM python:3.11\nCOPY --from=0 /usr/local /usr/local\nRUN pip install torch==2.0.1+cpu\n`,
    files: { 'requirements.txt': 'torch==2.0.1+cpu\nflask\n' },
  },
  'torch for other systems': {
    path: 'Dockerfile.cpu',
    marked: 'FROM python:3.11\nRUN pip install "torch; sys_platform == \'darwin\'"\n',
  },
  'conda with a CUDA package': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM continuumio/miniconda3\nRUN «conda» install -y -c pytorch -c nvidia pytorch=2.1.0 torchvision pytorch-cuda=11.8\n',
    reviewed:
      'FROM continuumio/miniconda3\nRUN conda install -y -c pytorch -c nvidia pytorch=2.1.0 torchvision cpuonly\n',
  },
  'conda with more packages of CUDA': {
    config: { ...defaultConfig, target: 'cpu' },
    marked:
      'FROM continuumio/miniconda3\nRUN «conda» install -y pytorch=1.2 cuda90 -c pytorch\nRUN «conda» install -y pytorch=1.4 magma-cuda100 cudatoolkit=10.0 -c pytorch\nRUN «conda» install -y pytorch cudatoolkit=11.8 cudnn -c pytorch\nRUN «conda» install -c soumith pytorch cuda80\n',
    says: [
      'comes with CUDA (cuda90)',
      'by hand, because cudatoolkit=10.0 has to go too',
      'by hand, because cudnn has to go too',
      'by hand, because only the channel pytorch has that',
    ],
    reviewed:
      'FROM continuumio/miniconda3\nRUN conda install -y pytorch=1.2 cpuonly -c pytorch\nRUN conda install -y pytorch=1.4 magma-cuda100 cudatoolkit=10.0 -c pytorch\nRUN conda install -y pytorch cudatoolkit=11.8 cudnn -c pytorch\nRUN conda install -c soumith pytorch cuda80\n',
  },
  'conda-forge, which has no cpuonly': {
    config: { ...defaultConfig, target: 'cpu' },
    marked: 'FROM continuumio/miniconda3\nRUN «conda» install -c conda-forge pytorch=2.1 cudatoolkit=11.8\n',
    says: ['install pytorch=*=cpu* instead of cudatoolkit=11.8'],
    reviewed: "FROM continuumio/miniconda3\nRUN conda install -c conda-forge pytorch=2.1 'pytorch=*=cpu*'\n",
  },
  "conda's default build": {
    marked: 'FROM continuumio/miniconda3\nRUN «mamba» install -yc pytorch pytorch \\\n  torchvision\n',
    severities: ['hint'],
    reviewed: 'FROM continuumio/miniconda3\nRUN mamba install -yc pytorch pytorch \\\n  torchvision \\\n  cpuonly\n',
  },
  'conda with CPU builds, and pip after it': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM continuumio/miniconda3\nRUN conda install -y -c pytorch pytorch cpuonly && conda install faiss-cpu -c pytorch && conda install pytorch -c conda-forge\nRUN pip install torch\n',
  },
  'the CPU index already': {
    marked: `FROM python:3.11\nRUN pip install torch --index-url ${CPU}\nRUN pip install torch==2.0.1+cpu -f https://download.pytorch.org/whl/torch_stable.html\nRUN pip install -U torch --extra-index-url ${CPU}/\nRUN pip install https://download.pytorch.org/whl/cpu/torch-1.0.0-cp36-cp36m-linux_x86_64.whl\n`,
  },
  'a later command that takes another version': {
    marked: `# harden target=cpu
FROM python:3.11
COPY . .
RUN pip install torch --index-url ${CPU}
RUN «pip» install -r requirements.txt
FROM python:3.11
RUN pip install torch==2.2.0 --index-url ${CPU}
RUN pip install "torch>=2,<3" flask
RUN «pip» install "torch<2.1" flask
FROM python:3.11
RUN «pip» install sentence-transformers
RUN «pip» install torch==2.0.1
FROM python:3.11
RUN pip install torch==2.2.0 --index-url ${CPU}
RUN pip install -U sentence-transformers
RUN «pip» install -U --upgrade-strategy eager sentence-transformers
`,
    files: { 'requirements.txt': 'torch==2.0.1\nflask\n' },
    says: ['torch==2.0.1 of requirements.txt comes from PyPI', 'torch<2.1 comes from PyPI'],
    fixed: `# harden target=cpu
FROM python:3.11
COPY . .
RUN pip install torch --index-url ${CPU}
RUN pip install --extra-index-url ${CPU} -r requirements.txt
FROM python:3.11
RUN pip install torch==2.2.0 --index-url ${CPU}
RUN pip install "torch>=2,<3" flask
RUN pip install --extra-index-url ${CPU} "torch<2.1" flask
FROM python:3.11
RUN pip install --extra-index-url ${CPU} sentence-transformers
RUN pip install --index-url ${CPU} torch==2.0.1
FROM python:3.11
RUN pip install torch==2.2.0 --index-url ${CPU}
RUN pip install -U sentence-transformers
RUN pip install -U --upgrade-strategy eager --extra-index-url ${CPU} sentence-transformers
`,
  },
  'a later command that may find what it asks for': {
    marked: `# harden target=cpu
FROM python:3.11
RUN pip install "torch<2.1" --index-url ${CPU}
RUN pip install torch==2.0.1 flask
FROM python:3.11
RUN pip install torch torchvision==0.17.0 --index-url ${CPU}
RUN pip install torch==2.2.0 flask
FROM python:3.11
RUN pip install torch --index-url ${CPU}
RUN pip install "torch>=2" flask && pip install -U torch
`,
  },
  'two environments': {
    marked: `# harden target=cpu\nFROM python:3.11\nRUN /v1/bin/pip install torch --index-url ${CPU}\nRUN «/v2/bin/pip» install torch\nRUN /v1/bin/pip install torch\n`,
    fixed: `# harden target=cpu\nFROM python:3.11\nRUN /v1/bin/pip install torch --index-url ${CPU}\nRUN /v2/bin/pip install --index-url ${CPU} torch\nRUN /v1/bin/pip install torch\n`,
  },
  'an index that only the build knows': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.11\nARG INDEX\nRUN pip install torch --index-url $INDEX\nRUN pip wheel torch $OPTIONS\nRUN pip config set global.index-url https://download.pytorch.org/whl/cpu && pip wheel torch\n',
  },
  'a choice between machines': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.11\nARG D\nRUN if [ "$D" = gpu ]; then pip install torch; else pip install torch --index-url https://x/whl/cpu; fi\nRUN [ "$D" = gpu ] && pip install torch || true\n',
  },
  'signs of a GPU': {
    marked:
      'FROM python:3.11\nENV NVIDIA_VISIBLE_DEVICES=all\nRUN pip install torch\nFROM pytorch/pytorch\nRUN pip install torch\nFROM python:3.11\nRUN pip install torch xformers\nFROM python:3 AS gpu\nRUN pip install torch\nFROM python:3\nARG CUDA_VERSION\nRUN pip install torch\n',
  },
  'the directive overrides every sign': {
    marked: '# harden target=gpu\nFROM python:3.11-slim\nENV DEVICE=cpu\nRUN pip install torch\n',
  },
  'a base image that only the build knows': {
    marked: 'ARG BASE\nFROM ${BASE}\nRUN pip install torch\n',
  },
  'look-alikes': {
    path: 'Dockerfile.cpu',
    marked:
      'FROM python:3.11\n# RUN pip install torch\nRUN pip install torch-geometric pytorchyolo && pip uninstall -y torch && pip show torch && echo pip install torch\nRUN pip install /wheels/torch-2.0.1-cp311-linux_x86_64.whl\n',
  },
});
