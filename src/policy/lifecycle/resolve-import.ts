import { refuse, type Refusal } from '../model/refusal.js';

export interface HeldImport {
  readonly state: string;
  /** Null when a folder or the command line brought it. */
  readonly startedBy: string | null;
}

/** Four eyes on a delivery that was held (invariant 9): whoever uploaded it does not let it through. */
export function releaseImport(held: HeldImport, personId: string): Refusal | null {
  return (
    cancelImport(held) ??
    (held.startedBy === personId
      ? refuse(
          'import-same-person',
          'You uploaded this delivery: somebody else must look at it and release it.',
        )
      : null)
  );
}

/** Cancelling changes nothing in the register, so whoever uploaded it may. */
export function cancelImport(held: HeldImport): Refusal | null {
  return held.state === 'held'
    ? null
    : refuse('import-not-held', `The delivery is not held at the breaker: it is ${held.state}.`);
}
