/** A membership of a governed group, and what is known of whose it is. */
export interface MemberFacts {
  /** Whether the account is open in the directory. */
  readonly enabled: boolean;
  /** Whose account it is: by its name when Grindvakt has it, else by the HSA-id that it holds. */
  readonly personId: string | null;
  /**
   * `known`: Grindvakt has it as the person's. `new`: the person has none yet, so this becomes it. `second`: the person
   * has another one.
   */
  readonly account: 'known' | 'new' | 'second';
  /** The employment that the access is for: the main one in force. */
  readonly employmentId: string | null;
  /** A live grant gives it, also one that rests. */
  readonly granted: boolean;
  /** It is kept already, until it is assessed. */
  readonly kept: boolean;
  /** The group's memberships were taken over before. */
  readonly takenBefore: boolean;
}

export type StrayReason = 'nobody' | 'left' | 'second-account' | 'disabled' | 'added-outside';

/** `settled`: nothing to do. `unassessed`: kept until somebody assesses it. `stray`: nothing that can be assessed. */
export type MemberClass =
  | { readonly kind: 'settled' }
  | {
      readonly kind: 'unassessed';
      readonly personId: string;
      readonly employmentId: string;
      readonly adopt: boolean;
    }
  | { readonly kind: 'stray'; readonly why: StrayReason };

/**
 * What becomes of a membership that is found in the directory (H13.1.1, In2.4g). Only what was there before Grindvakt is
 * taken over: whoever is put into a group beside Grindvakt afterwards has been given nothing, and is told as such.
 * A disabled account is never taken over, since keeping its memberships would open it.
 */
export function classifyMember(facts: MemberFacts): MemberClass {
  const { personId, employmentId, account } = facts;
  if (personId === null) return stray('nobody');
  if (account === 'second') return stray('second-account');
  if (facts.granted || facts.kept) return { kind: 'settled' };
  if (employmentId === null) return stray('left');
  if (!facts.enabled) return stray('disabled');
  if (account === 'known' && facts.takenBefore) return stray('added-outside');
  return { kind: 'unassessed', personId, employmentId, adopt: account === 'new' };
}

function stray(why: StrayReason): MemberClass {
  return { kind: 'stray', why };
}
