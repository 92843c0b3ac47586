import type { Value } from '../text/parts.ts';

/** A processor that images are built for, by the names that those who are asked give it. */
export interface Architecture {
  /** Docker's: TARGETARCH. */
  readonly name: ArchitectureName;
  /** The kernel's: `uname -m`. */
  readonly machine: string;
  /** Debian's: `dpkg --print-architecture`. */
  readonly debian: string;
  /** Alpine's: `apk --print-arch`. */
  readonly alpine: string;
  readonly variant?: string;
}

export type ArchitectureName = 'amd64' | 'arm64' | 'arm' | '386' | 'ppc64le' | 's390x' | 'riscv64';

/** Every architecture that a download can be pinned for. */
export const ARCHITECTURES: readonly Architecture[] = [
  { name: 'amd64', machine: 'x86_64', debian: 'amd64', alpine: 'x86_64' },
  { name: 'arm64', machine: 'aarch64', debian: 'arm64', alpine: 'aarch64' },
  { name: 'arm', machine: 'armv7l', debian: 'armhf', alpine: 'armv7', variant: 'v7' },
  { name: '386', machine: 'i686', debian: 'i386', alpine: 'x86' },
  { name: 'ppc64le', machine: 'ppc64le', debian: 'ppc64el', alpine: 'ppc64le' },
  { name: 's390x', machine: 's390x', debian: 's390x', alpine: 's390x' },
  { name: 'riscv64', machine: 'riscv64', debian: 'riscv64', alpine: 'riscv64' },
];

const PLATFORM_ARGUMENT = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$/;

/** What a platform ARG of BuildKit holds once a stage declares it; undefined for any other name. */
export function platformArgument(name: string, architecture: Architecture | undefined): Value | undefined {
  if (!PLATFORM_ARGUMENT.test(name)) return undefined;
  if (!architecture || name.startsWith('BUILD')) return { unknown: `${name} differs from platform to platform` };
  const { name: arch, variant } = architecture;
  const values = {
    TARGETPLATFORM: `linux/${arch}${variant ? `/${variant}` : ''}`,
    TARGETOS: 'linux',
    TARGETARCH: arch,
    TARGETVARIANT: variant ?? '',
  };
  return { text: values[name as keyof typeof values] };
}

/** What a substitution that asks for the machine answers, by how it is written: `$(uname -m)`; undefined for any other. */
export function machineAnswer(written: string, architecture: Architecture | undefined): Value | undefined {
  const command = /^(?:\$\(\s*|`\s*)(uname -[ms]|arch|dpkg --print-architecture|apk --print-arch)(?:\s*\)|\s*`)$/.exec(
    written,
  )?.[1];
  if (command === 'uname -s') return { text: 'Linux' };
  if (!command || !architecture) return undefined;
  if (command.startsWith('dpkg')) return { text: architecture.debian };
  return { text: command.startsWith('apk') ? architecture.alpine : architecture.machine };
}
