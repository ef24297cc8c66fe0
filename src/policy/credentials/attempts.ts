import { refuse, type Refusal } from '../model/refusal.js';

/** Failures in a row, whatever was guessed at. */
export interface Attempts {
  readonly failures: number;
  readonly lastAt: Date | null;
  readonly disabledAt: Date | null;
}

export type AttemptSubject = 'person' | 'name' | 'address';

/** From here on nobody but an administrator can open it again (NIST SP 800-63B-4, 3.2.2: at most 100). */
export const failuresUntilDisabled = 100;
const freeFailures = 5;
const longestWaitMs = 15 * 60_000;
/** Many people share an address of a hospital: it is slowed down later, and forgets. */
const addressFailures = 60;
const addressForgetsMs = 15 * 60_000;

/** Failures that still count at `now`. */
export function countingFailures(subject: AttemptSubject, attempts: Attempts, now: Date): number {
  const forgotten =
    subject === 'address' &&
    attempts.lastAt !== null &&
    now.getTime() - attempts.lastAt.getTime() >= addressForgetsMs;
  return forgotten ? 0 : attempts.failures;
}

/** How long to wait after so many failures: a minute after the fifth, then twice as long each time, at most 15. */
export function waitAfter(subject: AttemptSubject, failures: number): number {
  if (subject === 'address') return failures < addressFailures ? 0 : addressForgetsMs;
  if (failures < freeFailures) return 0;
  return Math.min(longestWaitMs, 60_000 * 2 ** (failures - freeFailures));
}

/**
 * Whether one may try now. The same for a name that nobody has, so that the answer tells nothing.
 * An attempt is counted before it is judged, and the count goes when it was right: so many in parallel are too many.
 */
export function mayTry(subject: AttemptSubject, attempts: Attempts, now: Date): Refusal | null {
  if (attempts.disabledAt !== null || (subject !== 'address' && attempts.failures >= failuresUntilDisabled))
    return refuse(
      'sign-in-locked',
      'Sign-in with password and code is shut after too many failures; an administrator can open it.',
    );
  const failures = countingFailures(subject, attempts, now);
  const wait = waitAfter(subject, failures);
  const until = (attempts.lastAt?.getTime() ?? 0) + wait;
  // Of several at once, the last may have begun after this one.
  if (wait === 0 || until <= now.getTime()) return null;
  return refuse('too-many-attempts', 'There were too many failures: wait before the next attempt.', {
    facts: { seconds: Math.ceil((until - now.getTime()) / 1000) },
  });
}
