const BUSYBOX_IMAGE = /(?:^|[/:_.-])(?:alpine|busybox)(?:$|[\d:@._-])/i;
const GNU_IMAGE =
  /(?:^|[/:_.-])(?:debian|ubuntu|slim|bookworm|bullseye|buster|trixie|stretch|jessie|jammy|focal|noble|bionic|xenial|trusty|fedora|centos|rockylinux|almalinux|amazonlinux|redhat|ubi\d*|rhel|oraclelinux|opensuse|openeuler|archlinux|buildpack-deps|cuda)(?:$|[\d:@._-])/i;
/** Docker's official images whose tags without a distribution's name are Debian. */
const DEBIAN_BY_DEFAULT =
  /^(?:docker\.io\/)?(?:library\/)?(?:python|node|golang|ruby|rust|openjdk|eclipse-temurin|php|perl|gcc|maven|gradle|postgres|mysql|mariadb|nginx|httpd|redis|tomcat|jenkins|julia|r-base|rocker\/[\w-]+|continuumio\/[\w-]+|jupyter\/[\w-]+|pytorch\/[\w-]+|tensorflow\/[\w-]+|nvidia\/cuda)(?::[\w.+-]*)?(?:@sha256:\w+)?$/i;

/** Whether an image's name says that it has busybox's programs. */
export const isBusybox = (image: string): boolean => BUSYBOX_IMAGE.test(image);

/** Whether an image's name says that it has GNU's programs. */
export const isGnu = (image: string): boolean => GNU_IMAGE.test(image) || DEBIAN_BY_DEFAULT.test(image);
