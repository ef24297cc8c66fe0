import { may, type Ground } from '../authority/authority.js';
import type { GrantSource } from '../model/access.js';
import { refuse, type Refusal } from '../model/refusal.js';

export interface RemovalFacts {
  readonly roleName: string;
  readonly live: boolean;
  readonly source: GrantSource;
  /** How the one who asks stands to the grant: `self`, `manager`. */
  readonly grounds: ReadonlySet<Ground>;
}

/** Less access needs nobody's approval: the manager or the person ends it, and says why. Null when they may. */
export function askRemoval(facts: RemovalFacts, reason: string): Refusal | null {
  const forbidden = may('grant.give-up', facts.grounds, 'such access');
  if (forbidden) return forbidden;
  if (!facts.live) return refuse('not-removable', `${facts.roleName} is no longer held.`);
  if (facts.source === 'birthright')
    return refuse(
      'not-removable',
      `${facts.roleName} comes with the employment by a rule, and would come back: ask for the rule to be changed.`,
    );
  if (facts.source === 'activation')
    return refuse('not-removable', `${facts.roleName} is held by the hour: end the activation instead.`);
  if (reason.trim().length < 5)
    return refuse('reason-required', 'Say why it is no longer needed: at least 5 characters.', {
      pointer: '/reason',
    });
  return null;
}
