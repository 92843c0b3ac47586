import type { Rule } from '../rule.ts';
import { unverifiedDownload } from './unverified-download.ts';

/** Every rule, in the order in which their findings are listed at one place. */
export const rules: readonly Rule[] = [unverifiedDownload];
