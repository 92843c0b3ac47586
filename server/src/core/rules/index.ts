import type { Rule } from '../rule.ts';
import { brokenHealthcheck } from './broken-healthcheck.ts';
import { cudaTorchIndex } from './cuda-torch-index.ts';
import { ineffectiveVerification } from './ineffective-verification.ts';
import { insecureTransport } from './insecure-transport.ts';
import { invalidOciLabel } from './invalid-oci-label.ts';
import { livenessHealthcheck } from './liveness-healthcheck.ts';
import { missingHealthcheck } from './missing-healthcheck.ts';
import { missingOciLabel } from './missing-oci-label.ts';
import { mutableReference } from './mutable-reference.ts';
import { nonOciLabel } from './non-oci-label.ts';
import { unverifiedDownload } from './unverified-download.ts';

/** Every rule, in the order in which their findings are listed at one place. */
export const rules: readonly Rule[] = [
  unverifiedDownload,
  ineffectiveVerification,
  mutableReference,
  insecureTransport,
  nonOciLabel,
  invalidOciLabel,
  missingOciLabel,
  cudaTorchIndex,
  livenessHealthcheck,
  brokenHealthcheck,
  missingHealthcheck,
];
