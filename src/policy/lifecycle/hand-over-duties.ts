import { addDays, type Day } from '../model/day.js';
import { refuse, type Refusal } from '../model/refusal.js';

export const dutyKinds = ['information-owner', 'system-owner', 'client-owner'] as const;
export type DutyKind = (typeof dutyKinds)[number];

export interface DutyFacts {
  readonly kind: DutyKind;
  /** The system that is owned, or the program that calls the API. */
  readonly objectId: string;
  readonly holderId: string;
  /** The holder works here today. */
  readonly holderEmployed: boolean;
  /** The last day of all that the holder works here; null: until further notice, or not known to have worked here. */
  readonly lastDay: Day | null;
  readonly open: {
    readonly id: string;
    readonly state: 'coming' | 'vacant';
    readonly lastDay: Day;
    readonly successorId: string | null;
    readonly successorEmployed: boolean;
  } | null;
  /** Who led the holder, or leads the unit, and works here. */
  readonly managerId: string | null;
}

/** What becomes of a duty whose holder leaves. */
export type DutyStep =
  | { readonly kind: 'coming'; readonly lastDay: Day }
  | { readonly kind: 'vacant'; readonly lastDay: Day }
  | {
      readonly kind: 'hand-over';
      readonly to: string;
      readonly why: 'named' | 'manager';
      readonly lastDay: Day;
    }
  /** The holder stays after all. */
  | { readonly kind: 'kept' };

export interface DutyRules {
  readonly informationOwner: 'manager' | 'vacant';
  readonly systemOwner: 'manager' | 'vacant';
  readonly clientOwner: 'manager' | 'vacant';
  readonly noticeDays: number;
}

/**
 * A leaver's ownerships: announced ahead; on leaving handed to whoever was named, else by the configured rule to the
 * leaver's manager, else listed as vacant until somebody is named (H10.5.1). Null: nothing to do.
 */
export function planDuty(facts: DutyFacts, rules: DutyRules, today: Day): DutyStep | null {
  const { open, lastDay } = facts;
  if (facts.holderEmployed) {
    const leaves = lastDay !== null && lastDay <= addDays(today, rules.noticeDays);
    if (!leaves) return open === null ? null : { kind: 'kept' };
    if (open?.state === 'coming' && open.lastDay === lastDay) return null;
    return { kind: 'coming', lastDay };
  }
  const left = lastDay ?? today;
  if (open?.successorId && open.successorEmployed)
    return { kind: 'hand-over', to: open.successorId, why: 'named', lastDay: left };
  const rule = ruleFor(facts.kind, rules);
  if (rule === 'manager' && facts.managerId !== null && facts.managerId !== facts.holderId)
    return { kind: 'hand-over', to: facts.managerId, why: 'manager', lastDay: left };
  if (open?.state === 'vacant') return null;
  return { kind: 'vacant', lastDay: left };
}

function ruleFor(kind: DutyKind, rules: DutyRules): 'manager' | 'vacant' {
  switch (kind) {
    case 'information-owner':
      return rules.informationOwner;
    case 'system-owner':
      return rules.systemOwner;
    case 'client-owner':
      return rules.clientOwner;
  }
}

/** Whether somebody may take a duty over: who works here, is staff, and is not the one who leaves. */
export function checkSuccessor(
  duty: { readonly holderId: string; readonly open: boolean },
  candidate: { readonly personId: string; readonly employed: boolean; readonly external: boolean } | null,
): Refusal | null {
  const pointer = '/personId';
  if (!duty.open) return refuse('duty-closed', 'The duty has been handed over already, or its holder stays.');
  if (candidate === null) return refuse('not-found', 'There is no such person.', { pointer });
  if (candidate.personId === duty.holderId)
    return refuse('unfit-successor', 'The successor is the one who leaves.', { pointer });
  if (!candidate.employed)
    return refuse('unfit-successor', 'The successor has no employment in force.', { pointer });
  if (candidate.external)
    return refuse('unfit-successor', 'An external person cannot own information, a system or a program.', {
      pointer,
    });
  return null;
}
