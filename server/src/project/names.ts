/** The file names that are searched for, as people write them. */
export const SEARCHED_NAMES = 'Dockerfile, Dockerfile.*, *.Dockerfile, Containerfile*';

const NAMED = /^(?:Dockerfile(?:\..+)?|.+\.Dockerfile|Containerfile.*)$/;
/** The exclude list that BuildKit and Podman read beside a Dockerfile of any name. */
const EXCLUDE_LIST = /\.(?:docker|container)ignore$/;

/** Whether a file of this name, without its folder, is taken for a Dockerfile. */
export const isDockerfileName = (name: string): boolean => NAMED.test(name) && !EXCLUDE_LIST.test(name);
