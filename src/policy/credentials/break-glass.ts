import { refuse, type Refusal } from '../model/refusal.js';

export const verdicts = ['justified', 'not-justified'] as const;
export type Verdict = (typeof verdicts)[number];

/** Whether a sealed account may be opened: unbroken seal, nobody has it open, for no longer than is allowed. */
export function mayOpen(facts: {
  readonly isOpen: boolean;
  readonly secretUsedAt: Date | null;
  readonly hours: number;
  readonly maxHours: number;
  readonly employed: boolean;
}): Refusal | null {
  if (facts.isOpen) return refuse('emergency-open', 'The emergency account is open already: close it first.');
  if (facts.secretUsedAt !== null)
    return refuse(
      'seal-broken',
      'The secret was used: give the account a new one (break-glass rotate) first.',
    );
  if (!(facts.hours > 0 && facts.hours <= facts.maxHours))
    return refuse('invalid', `It can be open for at most ${String(facts.maxHours)} hours.`, {
      pointer: '/hours',
    });
  if (!facts.employed)
    return refuse('no-employment', 'The person it is opened for has no employment in force today.');
  return null;
}

/** Whether a session of the account may begin: only while it is open. */
export function maySignInWith(
  opening: { readonly expiresAt: Date; readonly closedAt: Date | null } | null,
  now: Date,
): Refusal | null {
  if (opening?.closedAt === null && opening.expiresAt.getTime() > now.getTime()) return null;
  return refuse('wrong-credentials', 'The account, or one of the parts, is not right, or it is not open.');
}

/** Whether `reviewerId` may judge what was done: afterwards, once, and never the one who did it (invariant 2). */
export function mayReview(
  opening: {
    readonly personId: string;
    readonly closedAt: Date | null;
    readonly reviewedAt: Date | null;
  },
  reviewerId: string,
): Refusal | null {
  if (opening.personId === reviewerId)
    return refuse('own-emergency', 'Whoever used the emergency account cannot judge its use.');
  if (opening.closedAt === null)
    return refuse(
      'emergency-open',
      'The emergency account is still open: what was done is judged afterwards.',
    );
  if (opening.reviewedAt !== null)
    return refuse('emergency-reviewed', 'The use of the emergency account has been judged already.');
  return null;
}
