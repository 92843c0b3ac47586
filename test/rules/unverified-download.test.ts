import { defaultConfig } from '../../server/src/core/config.ts';
import { unverifiedDownload } from '../../server/src/core/rules/unverified-download.ts';
import { pretendedSha256, testRule } from '../rule-tester.ts';

const sha = pretendedSha256;

testRule(unverifiedDownload, {
  'a file, on Debian': {
    marked: 'FROM debian:12\nRUN «curl» -fsSL -o /tmp/tool.bin https://example.com/v1/tool.bin\n',
    fixed: `FROM debian:12\nARG TOOL_SHA256=${sha('https://example.com/v1/tool.bin')}\nRUN curl -fsSL -o /tmp/tool.bin https://example.com/v1/tool.bin \\\n    && echo "\${TOOL_SHA256}  /tmp/tool.bin" | sha256sum -c --quiet\n`,
    says: ['curl fetches tool.bin from example.com and nothing verifies it'],
  },
  'a file, on Alpine, in a chain of one line': {
    marked: 'FROM alpine:3.20\nWORKDIR /models\nRUN apk add wget && «wget» -q https://example.com/a.dat && cat a.dat\n',
    fixed: `FROM alpine:3.20\nWORKDIR /models\nARG A_SHA256=${sha('https://example.com/a.dat')}\nRUN apk add wget && wget -q https://example.com/a.dat && echo "\${A_SHA256}  a.dat" | sha256sum -c - && cat a.dat\n`,
  },
  'the kept artifact of a decompressed download': {
    marked:
      'FROM python:3.11-slim\nWORKDIR /models\nRUN «wget» -q http://models.example/shape.dat.bz2 && bunzip2 shape.dat.bz2\n',
    fixed: `FROM python:3.11-slim\nWORKDIR /models\nARG SHAPE_SHA256=${sha('http://models.example/shape.dat.bz2', 'bz2')}\nRUN wget -q http://models.example/shape.dat.bz2 && bunzip2 shape.dat.bz2 && echo "\${SHAPE_SHA256}  shape.dat" | sha256sum -c --quiet\n`,
  },
  'the download itself, where the project wants that': {
    marked: 'FROM debian\nRUN «wget» http://models.example/shape.dat.bz2 && bunzip2 shape.dat.bz2\n',
    fixed: `FROM debian\nARG SHAPE_SHA256=${sha('http://models.example/shape.dat.bz2')}\nRUN wget http://models.example/shape.dat.bz2 && echo "\${SHAPE_SHA256}  shape.dat.bz2" | sha256sum -c --quiet && bunzip2 shape.dat.bz2\n`,
    config: { download: { ...defaultConfig.download, verify: 'download' } },
  },
  'a pipe to tar': {
    marked:
      'FROM ubuntu:22.04\nRUN apt-get update \\\n && «curl» -sSL https://example.com/go1.22.tar.gz | tar -C /usr/local -xz \\\n && go version\n',
    fixed: `FROM ubuntu:22.04\nARG GO_SHA256=${sha('https://example.com/go1.22.tar.gz')}\nRUN apt-get update \\\n && curl -sSL https://example.com/go1.22.tar.gz -o /tmp/go1.22.tar.gz \\\n && echo "\${GO_SHA256}  /tmp/go1.22.tar.gz" | sha256sum -c --quiet \\\n && tar -C /usr/local -xz < /tmp/go1.22.tar.gz \\\n && rm /tmp/go1.22.tar.gz \\\n && go version\n`,
  },
  'a pipe to a shell, with wget': {
    marked: 'FROM node:20\nRUN «wget» -qO- https://get.example.com/install.sh | bash -s -- --yes\n',
    fixed: `FROM node:20\nARG EXAMPLE_INSTALL_SHA256=${sha('https://get.example.com/install.sh')}\nRUN wget -qO /tmp/install.sh https://get.example.com/install.sh \\\n    && echo "\${EXAMPLE_INSTALL_SHA256}  /tmp/install.sh" | sha256sum -c --quiet \\\n    && bash -s -- --yes < /tmp/install.sh \\\n    && rm /tmp/install.sh\n`,
    says: ['wget hands install.sh from get.example.com to bash as it arrives'],
  },
  'a chain of semicolons without set -e': {
    marked: 'FROM debian\nRUN «wget» https://example.com/x.deb; dpkg -i x.deb; rm x.deb\n',
    fixed: `FROM debian\nARG X_SHA256=${sha('https://example.com/x.deb')}\nRUN wget https://example.com/x.deb; echo "\${X_SHA256}  x.deb" | sha256sum -c --quiet || exit 1; dpkg -i x.deb; rm x.deb\n`,
  },
  'statements under set -e': {
    marked: 'FROM debian\nRUN set -eux; \\\n\t«wget» -O x.deb "https://example.com/x_1.2.3.deb"; \\\n\tdpkg -i x.deb\n',
    fixed: `FROM debian\nARG X_SHA256=${sha('https://example.com/x_1.2.3.deb')}\nRUN set -eux; \\\n\twget -O x.deb "https://example.com/x_1.2.3.deb"; \\\n\techo "\${X_SHA256}  x.deb" | sha256sum -c --quiet; \\\n\tdpkg -i x.deb\n`,
  },
  'a chain that a later statement would swallow': {
    marked: 'FROM debian\nRUN «wget» https://example.com/x.deb && dpkg -i x.deb || true\n',
    fixed: `FROM debian\nARG X_SHA256=${sha('https://example.com/x.deb')}\nRUN wget https://example.com/x.deb && { echo "\${X_SHA256}  x.deb" | sha256sum -c --quiet || exit 1; } && dpkg -i x.deb || true\n`,
  },
  'a heredoc': {
    marked: 'FROM debian\nRUN <<EOF\nset -e\n«curl» -fsSLO https://example.com/x.zip\nunzip x.zip\nEOF\n',
    fixed: `FROM debian\nARG X_SHA256=${sha('https://example.com/x.zip')}\nRUN <<EOF\nset -e\ncurl -fsSLO https://example.com/x.zip\necho "\${X_SHA256}  x.zip" | sha256sum -c --quiet\nunzip x.zip\nEOF\n`,
  },
  'a script given to bash -c': {
    marked: 'FROM debian\nRUN ["bash", "-c", "«curl» -o x https://example.com/x && chmod +x x"]\n',
    fixed: `FROM debian\nARG X_SHA256=${sha('https://example.com/x')}\nRUN ["bash", "-c", "curl -o x https://example.com/x && echo \\"\${X_SHA256}  x\\" | sha256sum -c --quiet && chmod +x x"]\n`,
  },
  'several URLs in one command': {
    marked: 'FROM debian\nRUN cd /opt && «curl» -fsSL -O https://example.com/a.bin -O https://example.com/b.bin\n',
    fixed: `FROM debian\nARG A_SHA256=${sha('https://example.com/a.bin')}\nARG B_SHA256=${sha('https://example.com/b.bin')}\nRUN cd /opt && curl -fsSL -O https://example.com/a.bin -O https://example.com/b.bin && echo "\${A_SHA256}  a.bin" | sha256sum -c --quiet && echo "\${B_SHA256}  b.bin" | sha256sum -c --quiet\n`,
  },
  'variables in URL and path': {
    marked:
      'FROM debian\nARG V=1.2\nENV DIR=/opt\nRUN «curl» -fsSL "https://example.com/$V/tool-${V}.tgz" -o "$DIR/tool-$V.tgz"\n',
    fixed: `FROM debian\nARG V=1.2\nENV DIR=/opt\nARG TOOL_SHA256=${sha('https://example.com/1.2/tool-1.2.tgz')}\nRUN curl -fsSL "https://example.com/$V/tool-\${V}.tgz" -o "$DIR/tool-$V.tgz" \\\n    && echo "\${TOOL_SHA256}  $DIR/tool-$V.tgz" | sha256sum -c --quiet\n`,
  },
  'names that a list of checksums cannot hold, and words that mean something else in double quotes': {
    marked: [
      'FROM debian',
      'RUN «wget» -O " b.txt" https://example.com/b.txt',
      "RUN «wget» -O 'a\\\\b.txt' https://example.com/b.txt",
      "RUN «wget» -O $'a b.txt' https://example.com/b.txt",
      '',
    ].join('\n'),
    says: ['nothing here says which file it becomes'],
  },
  'a URL that only the build knows': {
    marked: 'FROM debian\nARG V\nRUN «curl» -fsSLO https://example.com/tool-$V.tgz\n',
    says: ['no fix is offered: only the build knows the URL: ARG V has no default'],
  },
  'one hash per platform': {
    marked:
      'FROM debian\nARG TARGETARCH\nRUN «curl» -fsSL -o /usr/bin/tool https://example.com/v1.2/tool-${TARGETARCH} && chmod +x /usr/bin/tool\n',
    fixed: `FROM debian\nARG TARGETARCH\nARG TOOL_AMD64_SHA256=${sha('https://example.com/v1.2/tool-amd64')}\nARG TOOL_ARM64_SHA256=${sha('https://example.com/v1.2/tool-arm64')}\nRUN curl -fsSL -o /usr/bin/tool https://example.com/v1.2/tool-\${TARGETARCH} && echo "$(case \${TARGETARCH} in (amd64) echo \${TOOL_AMD64_SHA256} ;; (arm64) echo \${TOOL_ARM64_SHA256} ;; esac)  /usr/bin/tool" | sha256sum -c --quiet && chmod +x /usr/bin/tool\n`,
  },
  'one hash per machine that a case names, one of them without a file': {
    marked:
      'FROM debian\nRUN case "$(uname -m)" in x86_64) A=x64 ;; aarch64) A=arm64 ;; esac; \\\n    «wget» "https://example.com/v1.2/tool-$A.tgz"; \\\n    tar xzf "tool-$A.tgz"\n',
    fixed: `FROM debian\nARG TOOL_AMD64_SHA256=${sha('https://example.com/v1.2/tool-x64.tgz')}\nRUN case "$(uname -m)" in x86_64) A=x64 ;; aarch64) A=arm64 ;; esac; \\\n    wget "https://example.com/v1.2/tool-$A.tgz"; \\\n    echo "$(case $(uname -m) in (x86_64) echo \${TOOL_AMD64_SHA256} ;; esac)  tool-$A.tgz" | sha256sum -c --quiet || exit 1; \\\n    tar xzf "tool-$A.tgz"\n`,
    unreachable: ['https://example.com/v1.2/tool-arm64.tgz'],
  },
  'a URL that cannot be had': {
    marked: 'FROM debian\nRUN «curl» -fsSLO https://example.com/gone.tgz\n',
    unreachable: ['https://example.com/gone.tgz'],
  },
  'ADD, where the syntax line allows a checksum': {
    marked: '# syntax=docker/dockerfile:1\nFROM debian\n«ADD» https://example.com/wait /wait\n',
    fixed: `# syntax=docker/dockerfile:1\nFROM debian\nARG WAIT_SHA256=${sha('https://example.com/wait')}\nADD --checksum=sha256:\${WAIT_SHA256} https://example.com/wait /wait\n`,
  },
  'ADD without a syntax line': {
    marked: 'FROM debian\n«ADD» https://example.com/wait /wait\n',
    reviewed: `FROM debian\nARG WAIT_SHA256=${sha('https://example.com/wait')}\nADD --checksum=sha256:\${WAIT_SHA256} https://example.com/wait /wait\n`,
  },
  'a model that a library fetches': {
    marked: `FROM python:3.11-slim\nRUN pip install "rembg[cpu]" && «python» -c "from rembg import new_session; new_session('u2net_human_seg')" && cp -r /root/.u2net /models/u2net\n`,
    fixed: `FROM python:3.11-slim\nARG U2NET_HUMAN_SEG_SHA256=${sha('https://github.com/danielgatis/rembg/releases/download/v0.0.0/u2net_human_seg.onnx')}\nRUN pip install "rembg[cpu]" && python -c "from rembg import new_session; new_session('u2net_human_seg')" && echo "\${U2NET_HUMAN_SEG_SHA256}  /root/.u2net/u2net_human_seg.onnx" | sha256sum -c --quiet && cp -r /root/.u2net /models/u2net\n`,
    says: ['only an MD5 that the package carries is checked'],
  },
  'a model in the home folder': {
    marked: `FROM python:3.11-slim\nRUN «python» -c "import rembg; rembg.new_session('silueta')"\n`,
    fixed: `FROM python:3.11-slim\nARG SILUETA_SHA256=${sha('https://github.com/danielgatis/rembg/releases/download/v0.0.0/silueta.onnx')}\nRUN python -c "import rembg; rembg.new_session('silueta')" \\\n    && echo "\${SILUETA_SHA256}  \${HOME}/.u2net/silueta.onnx" | sha256sum -c --quiet\n`,
  },
  'a model that is in no table': {
    marked: `FROM python:3.11-slim\nRUN «python» -c "from rembg import new_session; new_session('my_own')"\n`,
    says: ['no fix is offered'],
  },
  'a cloned branch': {
    marked: 'FROM debian\nRUN «git» clone -b main https://github.com/o/r.git && make -C r\n',
    says: ['check out a full commit'],
  },
  PowerShell: {
    marked:
      '# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\nENV V=1.2\nRUN «Invoke-WebRequest» "https://example.com/tool-$env:V.zip" -OutFile C:\\tool.zip -UseBasicParsing ; `\n    Expand-Archive C:\\tool.zip -DestinationPath C:\\tool\nRUN «iwr» $(\'https://example.com/{0}/b.exe\' -f $env:V) -OutFile \'b.exe\'\n',
    fixed: `# escape=\`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\nENV V=1.2\nARG TOOL_SHA256=${sha('https://example.com/tool-1.2.zip')}\nRUN Invoke-WebRequest "https://example.com/tool-$env:V.zip" -OutFile C:\\tool.zip -UseBasicParsing ; \`\n    if ((Get-FileHash C:\\tool.zip -Algorithm SHA256).Hash -ne $env:TOOL_SHA256) { throw 'tool.zip is not the file that was pinned' } ; \`\n    Expand-Archive C:\\tool.zip -DestinationPath C:\\tool\nARG B_SHA256=${sha('https://example.com/1.2/b.exe')}\nRUN iwr $('https://example.com/{0}/b.exe' -f $env:V) -OutFile 'b.exe'; \`\n    if ((Get-FileHash 'b.exe' -Algorithm SHA256).Hash -ne $env:B_SHA256) { throw 'b.exe is not the file that was pinned' }\n`,
  },
  'PowerShell in quotes, in JSON, and of WebClient': {
    marked:
      '# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN powershell -NoProfile -Command "«Invoke-WebRequest» https://example.com/v1.2/a.zip -OutFile a.zip; Expand-Archive a.zip"\nRUN powershell -Command «iwr» https://example.com/v1.2/b.zip -OutFile b.zip\nRUN ["powershell", "-Command", "(New-Object Net.WebClient).«DownloadFile»(\'https://example.com/v1.2/c.exe\', \'C:\\\\c.exe\'); C:\\\\c.exe /S"]\n',
    fixed: `# escape=\`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nARG A_SHA256=${sha('https://example.com/v1.2/a.zip')}\nRUN powershell -NoProfile -Command "Invoke-WebRequest https://example.com/v1.2/a.zip -OutFile a.zip; if ((Get-FileHash a.zip -Algorithm SHA256).Hash -ne $env:A_SHA256) { throw 'a.zip is not the file that was pinned' }; Expand-Archive a.zip"\nARG B_SHA256=${sha('https://example.com/v1.2/b.zip')}\nRUN powershell -Command iwr https://example.com/v1.2/b.zip -OutFile b.zip; \`\n    if ((Get-FileHash b.zip -Algorithm SHA256).Hash -ne $env:B_SHA256) { throw 'b.zip is not the file that was pinned' }\nARG C_SHA256=${sha('https://example.com/v1.2/c.exe')}\nRUN ["powershell", "-Command", "(New-Object Net.WebClient).DownloadFile('https://example.com/v1.2/c.exe', 'C:\\\\c.exe'); if ((Get-FileHash 'C:\\\\c.exe' -Algorithm SHA256).Hash -ne $env:C_SHA256) { throw 'c.exe is not the file that was pinned' }; C:\\\\c.exe /S"]\n`,
  },
  'PowerShell whose failure a catch may swallow': {
    marked:
      '# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\nRUN try { «iwr» https://example.com/v1.2/a.zip -OutFile a.zip } catch { Write-Host bad }\n',
    says: ['only PowerShell statements that name the file are rewritten, outside try'],
  },
  'PowerShell that is verified, that runs what it fetches, and that only prints': {
    marked:
      '# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\nRUN Invoke-WebRequest https://example.com/a.zip -OutFile a.zip; `\n    if ((Get-FileHash a.zip -Algorithm sha256).Hash -ne $env:A) {exit 1}\nRUN iex ((New-Object Net.WebClient).«DownloadString»(\'https://example.com/install.ps1\'))\nRUN Write-Host \'Invoke-WebRequest https://example.com/x -OutFile x\'\n',
    says: ['only PowerShell statements that name the file are rewritten, outside try'],
  },
  'CRLF line endings': {
    marked: 'FROM debian\r\nRUN cd /x \\\r\n && «wget» https://example.com/x.deb \\\r\n && dpkg -i x.deb\r\n',
    fixed: `FROM debian\r\nARG X_SHA256=${sha('https://example.com/x.deb')}\r\nRUN cd /x \\\r\n && wget https://example.com/x.deb \\\r\n && echo "\${X_SHA256}  x.deb" | sha256sum -c --quiet \\\r\n && dpkg -i x.deb\r\n`,
  },
  'comments above the instruction and inside it stay where they are': {
    marked:
      'FROM debian\n\n# the tool\nRUN «wget» https://example.com/x.deb \\\n# and now install it\n && dpkg -i x.deb\n',
    fixed: `FROM debian\n\nARG X_SHA256=${sha('https://example.com/x.deb')}\n# the tool\nRUN wget https://example.com/x.deb \\\n && echo "\${X_SHA256}  x.deb" | sha256sum -c --quiet \\\n# and now install it\n && dpkg -i x.deb\n`,
  },
  'comments behind a link that ends in its operator': {
    marked:
      'FROM debian\nRUN cd /tmp && \\\n    «wget» https://example.com/x.deb && \\\n    # Now install it,\n\n    # at last.\n    dpkg -i x.deb\n',
    fixed: `FROM debian\nARG X_SHA256=${sha('https://example.com/x.deb')}\nRUN cd /tmp && \\\n    wget https://example.com/x.deb && \\\n    echo "\${X_SHA256}  x.deb" | sha256sum -c --quiet && \\\n    # Now install it,\n\n    # at last.\n    dpkg -i x.deb\n`,
  },
  'the name of a key is none that BuildKit takes for a secret': {
    marked: 'FROM debian\nRUN «curl» -fsSL https://example.com/vendor-key.gpg -o /etc/apt/keyrings/vendor-key.gpg\n',
    fixed: `FROM debian\nARG VENDOR_KEY_FILE_SHA256=${sha('https://example.com/vendor-key.gpg')}\nRUN curl -fsSL https://example.com/vendor-key.gpg -o /etc/apt/keyrings/vendor-key.gpg \\\n    && echo "\${VENDOR_KEY_FILE_SHA256}  /etc/apt/keyrings/vendor-key.gpg" | sha256sum -c --quiet\n`,
  },
  'verified downloads': {
    marked: [
      'FROM debian',
      'RUN curl -fsSLO https://e.com/a && echo "abc  a" | sha256sum -c -',
      'RUN wget -O b.tgz https://e.com/b.tgz && [ "$(sha256sum b.tgz | cut -d" " -f1)" = "$H" ]',
      'RUN curl -fsSLO https://e.com/c && curl -fsSLO https://e.com/c.asc && gpg --verify c.asc c',
      'RUN curl -fsSLO https://e.com/d.tgz && curl -fsSLO https://e.com/SHA256SUMS && grep " d.tgz$" SHA256SUMS | sha256sum -c -',
      'RUN curl -fsSLO https://e.com/e.bz2 && bunzip2 e.bz2 && sha256sum e | grep -q abcdef',
      'RUN curl -fsSLO https://e.com/g.tgz -O https://e.com/g.tgz.sha512 && echo "$(cat g.tgz.sha512 | tr A-F a-f)  g.tgz" | sha512sum -c -',
      'ADD --checksum=sha256:abc https://e.com/f /f',
      'RUN git clone https://github.com/o/r && cd r && git checkout 0123456789abcdef0123456789abcdef01234567',
      '',
    ].join('\n'),
  },
  'a check of another file, and one that another download has overtaken': {
    marked: [
      'FROM debian',
      'RUN curl -fsSLO https://e.com/a && curl -fsSLO https://e.com/b && «curl» -fsSLO https://e.com/c && echo "abc  a" > sums && echo "abc  b" >> sums && sha256sum -c sums',
      'RUN «wget» -O x.zip https://e.com/1.zip && unzip x.zip && wget -O x.zip https://e.com/2.zip && echo "abc  x.zip" | sha256sum -c -',
      'RUN «wget» https://e.com/y && sha256sum y && chmod +x y',
      '',
    ].join('\n'),
    fixed: [
      'FROM debian',
      `ARG C_SHA256=${sha('https://e.com/c')}`,
      'RUN curl -fsSLO https://e.com/a && curl -fsSLO https://e.com/b && curl -fsSLO https://e.com/c && echo "${C_SHA256}  c" | sha256sum -c --quiet && echo "abc  a" > sums && echo "abc  b" >> sums && sha256sum -c sums',
      `ARG X_SHA256=${sha('https://e.com/1.zip')}`,
      'RUN wget -O x.zip https://e.com/1.zip && echo "${X_SHA256}  x.zip" | sha256sum -c --quiet && unzip x.zip && wget -O x.zip https://e.com/2.zip && echo "abc  x.zip" | sha256sum -c -',
      `ARG Y_SHA256=${sha('https://e.com/y')}`,
      'RUN wget https://e.com/y && echo "${Y_SHA256}  y" | sha256sum -c --quiet && sha256sum y && chmod +x y',
      '',
    ].join('\n'),
  },
  'no downloads': {
    marked: [
      'FROM debian',
      '# RUN curl -O https://e.com/x',
      'RUN apt-get install -y curl wget git',
      'RUN echo "curl https://e.com/x | sh" && curl -fsS http://localhost:8080/ && curl -X POST https://e.com/hook',
      'RUN V="$(curl -s https://e.com/latest | grep tag)" && curl --version',
      'HEALTHCHECK CMD curl -f https://e.com/x -o /tmp/x',
      'CMD wget https://e.com/x',
      '',
    ].join('\n'),
  },
});
