import type { Value } from '../text/parts.ts';

/** A processor that images are built for, as Docker and as the kernel names it. */
export interface Architecture {
  readonly name: 'amd64' | 'arm64';
  readonly machine: 'x86_64' | 'aarch64';
}

/** The architectures that a download is pinned for where its URL differs between them. */
export const ARCHITECTURES: readonly Architecture[] = [
  { name: 'amd64', machine: 'x86_64' },
  { name: 'arm64', machine: 'aarch64' },
];

const PLATFORM_ARGUMENT = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$/;

/** What a platform ARG of BuildKit holds once a stage declares it; undefined for any other name. */
export function platformArgument(name: string, architecture: Architecture | undefined): Value | undefined {
  if (!PLATFORM_ARGUMENT.test(name)) return undefined;
  if (!architecture || name.startsWith('BUILD')) return { unknown: `${name} differs from platform to platform` };
  const values = { TARGETPLATFORM: `linux/${architecture.name}`, TARGETOS: 'linux', TARGETARCH: architecture.name };
  return { text: values[name as keyof typeof values] ?? '' };
}

/** What a substitution that asks for the machine answers, by how it is written: `$(uname -m)`; undefined for any other. */
export function machineAnswer(written: string, architecture: Architecture | undefined): Value | undefined {
  const command = /^(?:\$\(\s*|`\s*)(uname -[ms]|arch|dpkg --print-architecture|apk --print-arch)(?:\s*\)|\s*`)$/.exec(
    written,
  )?.[1];
  if (command === 'uname -s') return { text: 'Linux' };
  if (!command || !architecture) return undefined;
  return { text: command.startsWith('dpkg') ? architecture.name : architecture.machine };
}
