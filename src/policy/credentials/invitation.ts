import { refuse, type Refusal } from '../model/refusal.js';

/** What an issuer may have looked at, in person. */
export const identityDocuments = [
  'passport',
  'national-id-card',
  'driving-licence',
  'id-card',
  'service-card',
] as const;
export type IdentityDocument = (typeof identityDocuments)[number];

/** Whether this person may be invited by this one: never oneself, and only somebody who works here. */
export function mayInvite(facts: {
  readonly issuerId: string | null;
  readonly personId: string;
  readonly employed: boolean;
}): Refusal | null {
  if (facts.issuerId === facts.personId)
    return refuse(
      'own-invitation',
      'Nobody vouches for themselves: somebody else must issue the invitation.',
    );
  if (!facts.employed)
    return refuse('no-employment', 'The person has no employment in force today.', { pointer: '/person' });
  return null;
}

/** Whether an invitation is good at `now`; one answer for whatever is wrong with it. */
export function checkInvitation(
  invitation: {
    readonly expiresAt: Date;
    readonly usedAt: Date | null;
    readonly withdrawnAt: Date | null;
  } | null,
  now: Date,
): Refusal | null {
  if (
    invitation?.usedAt === null &&
    invitation.withdrawnAt === null &&
    invitation.expiresAt.getTime() > now.getTime()
  )
    return null;
  return refuse('invitation-invalid', 'The code is wrong, used already, withdrawn or too old.', {
    pointer: '/code',
  });
}
