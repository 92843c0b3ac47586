/** What the process ends with; the first three are part of the command line's contract. */
export const CLEAN = 0;
export const FINDINGS = 1;
export const FAILED = 2;
/** Stopped by the user: 128 and the number of SIGINT, as shells say it. */
export const INTERRUPTED = 130;
