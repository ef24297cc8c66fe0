import { refuse, type Refusal } from '../model/refusal.js';

const shortest = 10;

/** A found group becomes governed only with a sentence of what it lets one do (H11.2), and only once. */
export function adoptGroup(facts: { name: string; governed: boolean; sentence: string }): Refusal | null {
  if (facts.governed)
    return refuse('group-governed', `${facts.name} is an entitlement already.`, { pointer: '/groupId' });
  if (facts.sentence.trim().length < shortest)
    return refuse(
      'invalid',
      `Say in a Swedish sentence what it lets one do, in at least ${String(shortest)} characters.`,
      { pointer: '/sentence' },
    );
  return null;
}

/** Why a group is left out of Grindvakt is written down, like every decision on what is governed (In2.4g). */
export function exemptGroup(facts: { name: string; governed: boolean; reason: string }): Refusal | null {
  if (facts.governed) return refuse('group-governed', `${facts.name} is an entitlement already.`);
  if (facts.reason.trim().length < shortest)
    return refuse('reason-required', `Say why, in at least ${String(shortest)} characters.`, {
      pointer: '/reason',
    });
  return null;
}
