import { type Edit, sameEdit } from '../text/span.ts';

/** How a command comes to get PyTorch's CPU builds. */
export interface CpuBuild {
  readonly edits: readonly Edit[];
  /** What is done, as an imperative ("add --index-url …"). */
  readonly step: string;
  /** What a person should look at before. */
  readonly doubts: readonly string[];
  /** Why it cannot be done here; there are no edits then. */
  readonly impossible: string | undefined;
}

/** One of the things that are done; without an edit, why it cannot be. */
export type Step = { readonly step: string; readonly doubt?: string } & (
  | { readonly edits: readonly Edit[] }
  | { readonly impossible: string }
);

/** Why what a variable holds is not edited. */
export const FROM_VARIABLE = 'it comes out of a variable';

/** All steps or none. */
export function together(steps: readonly Step[]): CpuBuild {
  const failed = steps.find((one) => 'impossible' in one);
  return {
    edits: failed ? [] : distinct(steps.flatMap((one) => ('edits' in one ? one.edits : []))),
    step: [...new Set(steps.map(({ step }) => step))].join(' and '),
    doubts: [...new Set(steps.flatMap(({ doubt }) => doubt ?? []))],
    impossible: failed && 'impossible' in failed ? failed.impossible : undefined,
  };
}

/** Each edit once. */
export const distinct = (edits: readonly Edit[]): Edit[] =>
  edits.filter((edit, index) => edits.findIndex((other) => sameEdit(edit, other)) === index);

/** A step of one edit, where what it replaces is written down. */
export const edited = (edit: Edit | undefined, step: string, impossible = FROM_VARIABLE): Step =>
  edit ? { edits: [edit], step } : { step, impossible };
