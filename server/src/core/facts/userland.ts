import type { Source } from '../rule.ts';
import { wordText } from '../shell/unwrap.ts';
import { type BuildScript, buildScripts } from './scripts.ts';
import { lineage, rootImage } from './stages.ts';

/** Whose coreutils an image has: their options differ. */
export type Userland = 'gnu' | 'busybox' | 'unknown';

const BUSYBOX_IMAGE = /(?:^|[/:_.-])(?:alpine|busybox)(?:$|[\d:@._-])/i;
const GNU_IMAGE =
  /(?:^|[/:_.-])(?:debian|ubuntu|slim|bookworm|bullseye|buster|trixie|stretch|jessie|jammy|focal|noble|bionic|xenial|trusty|fedora|centos|rockylinux|almalinux|amazonlinux|redhat|ubi\d*|rhel|oraclelinux|opensuse|archlinux|buildpack-deps|cuda)(?:$|[\d:@._-])/i;
/** Docker's official images whose tags without a distribution's name are Debian. */
const DEBIAN_BY_DEFAULT =
  /^(?:docker\.io\/)?(?:library\/)?(?:python|node|golang|ruby|rust|openjdk|eclipse-temurin|php|perl|gcc|maven|gradle|postgres|mysql|mariadb|nginx|httpd|redis|tomcat|jenkins|julia|r-base|rocker\/[\w-]+|continuumio\/[\w-]+|jupyter\/[\w-]+|pytorch\/[\w-]+|tensorflow\/[\w-]+|nvidia\/cuda)(?::[\w.+-]*)?(?:@sha256:\w+)?$/i;

/** The userland at a script: the base image's, or GNU's once coreutils were installed. */
export function userlandAt(source: Source, at: BuildScript): Userland {
  const image = rootImage(at.stage);
  if (BUSYBOX_IMAGE.test(image)) return installsCoreutils(source, at) ? 'gnu' : 'busybox';
  if (GNU_IMAGE.test(image) || DEBIAN_BY_DEFAULT.test(image)) return 'gnu';
  return 'unknown';
}

function installsCoreutils(source: Source, at: BuildScript): boolean {
  const line = new Set(lineage(at.stage));
  return buildScripts(source)
    .filter((build) => line.has(build.stage) && build.instruction.span.start <= at.instruction.span.start)
    .some(({ script }) =>
      script.commands.some(
        ({ name, args }) => name?.text === 'apk' && args.some((word) => wordText(word) === 'coreutils'),
      ),
    );
}
