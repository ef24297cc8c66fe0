import { addDays, type Day } from '../model/day.js';
import type { ExternalKind } from '../model/people.js';
import { refuse, type Refusal } from '../model/refusal.js';

/** What an external person's terms lack; each is listed for HR until it is put right. */
export const shortcomings = ['sponsor', 'contract', 'employer', 'end', 'end-too-late'] as const;
export type Shortcoming = (typeof shortcomings)[number];

export interface TermsFacts {
  readonly kind: ExternalKind;
  readonly sponsorId: string | null;
  readonly contractReference: string | null;
  readonly externalEmployer: string | null;
  readonly endDate: Day | null;
}

/**
 * What is missing in terms that came from HR. They are let in all the same, since a consultant who is here must be
 * known; students and volunteers come from no employer that must be named. A reference of blanks or a dash is none.
 */
export function shortcomingsOf(terms: TermsFacts, today: Day, maxDays: number): Shortcoming[] {
  const says = (text: string | null): boolean => text !== null && /[\p{L}\p{N}]/u.test(text);
  const missing: Shortcoming[] = [];
  if (terms.sponsorId === null) missing.push('sponsor');
  if (terms.kind === 'consultant' && !says(terms.contractReference)) missing.push('contract');
  if (terms.kind === 'consultant' && !says(terms.externalEmployer)) missing.push('employer');
  if (terms.endDate === null) missing.push('end');
  else if (terms.endDate > addDays(today, maxDays)) missing.push('end-too-late');
  return missing;
}

export type SponsorState = 'sponsored' | 'taken-over' | 'unsponsored' | 'over';

export interface SponsorFacts {
  readonly employmentId: string;
  readonly personId: string;
  readonly state: SponsorState;
  readonly sponsorId: string | null;
  /** The sponsor has an employment in force. */
  readonly sponsorEmployed: boolean;
  readonly actingId: string | null;
  readonly actingEmployed: boolean;
  readonly nameBy: Day | null;
  /** Who led the sponsor and works here, or leads the external person; never that person. Null when nobody does. */
  readonly standInId: string | null;
  /** The external person's own employment is over: past its last day, or terminated. */
  readonly over: boolean;
}

/** What becomes of an external person whose sponsor leaves. */
export type SponsorStep =
  | { readonly kind: 'over' }
  | { readonly kind: 'sponsored' }
  | { readonly kind: 'unsponsored' }
  /** The stand-in answers until `nameBy` and must name a new sponsor by then; null: nobody could be found, HR must. */
  | { readonly kind: 'take-over'; readonly actingId: string | null; readonly nameBy: Day }
  /** Nobody was named in time: the engagement ends. */
  | { readonly kind: 'end' };

/**
 * The sponsor's states: sponsored → taken over (for `takeoverDays`) → a new sponsor, or the end. A sponsor who comes
 * back is the sponsor again; a stand-in who leaves too hands on, within the same time. Who never had a sponsor is
 * listed and not ended, since HR has to put it right. Null: all is as it should be.
 */
export function planSponsor(facts: SponsorFacts, today: Day, takeoverDays: number): SponsorStep | null {
  const { state } = facts;
  if (facts.over) return state === 'over' ? null : { kind: 'over' };
  if (facts.sponsorId === null) return state === 'unsponsored' ? null : { kind: 'unsponsored' };
  if (facts.sponsorEmployed) return state === 'sponsored' ? null : { kind: 'sponsored' };
  if (state !== 'taken-over' || facts.nameBy === null)
    return { kind: 'take-over', actingId: facts.standInId, nameBy: addDays(today, takeoverDays) };
  if (facts.nameBy < today) return { kind: 'end' };
  if (facts.actingEmployed || facts.standInId === facts.actingId) return null;
  return { kind: 'take-over', actingId: facts.standInId, nameBy: facts.nameBy };
}

export interface NewTerms {
  readonly kind: ExternalKind;
  readonly startDate: Day;
  readonly endDate: Day;
  readonly contractReference: string;
}

/** An end within reach; H13.2.1: nobody from outside stays until further notice. */
function endFits(endDate: Day, from: Day, maxDays: number): Refusal | null {
  const latest = addDays(from, maxDays);
  return endDate > latest
    ? refuse('end-too-late', `The last day is ${endDate}; the latest allowed is ${latest}.`, {
        pointer: '/endDate',
        facts: { latest },
      })
    : null;
}

export interface SponsorCandidate {
  readonly personId: string;
  readonly employed: boolean;
  /** All of the candidate's employments in force are external ones. */
  readonly external: boolean;
}

/** A sponsor works here, is staff, and is somebody else than the external person. */
export function checkSponsor(candidate: SponsorCandidate | null, externalId: string | null): Refusal | null {
  const pointer = '/sponsorId';
  if (candidate === null) return refuse('not-found', 'There is no such sponsor.', { pointer });
  if (candidate.personId === externalId)
    return refuse('own-sponsor', 'Nobody is their own sponsor: somebody else must answer for them.', {
      pointer,
    });
  if (!candidate.employed)
    return refuse('unfit-sponsor', 'The sponsor has no employment in force.', { pointer });
  if (candidate.external)
    return refuse('unfit-sponsor', 'The sponsor is an external person too: staff must answer for them.', {
      pointer,
    });
  return null;
}

/** How far back a registration may begin: a contract that came late, not access given afterwards. */
const lateDays = 30;

/** Whether somebody may be registered on these terms. */
export function checkRegistration(terms: NewTerms, today: Day, maxDays: number): Refusal | null {
  if (terms.startDate < addDays(today, -lateDays))
    return refuse('starts-too-early', `The first day may be at most ${String(lateDays)} days back.`, {
      pointer: '/startDate',
    });
  if (terms.endDate < terms.startDate || terms.endDate < today)
    return refuse('end-not-later', 'The last day is before the first, or has passed.', {
      pointer: '/endDate',
    });
  const from = terms.startDate > today ? terms.startDate : today;
  return endFits(terms.endDate, from, maxDays);
}

export interface StandingTerms {
  /** Registered here; else HR's system states the terms and would overwrite ours. */
  readonly registeredHere: boolean;
  readonly over: boolean;
  readonly endDate: Day | null;
  readonly contractReference: string | null;
}

/** Whether terms may be extended: later than now, within reach, and on a contract of its own. */
export function checkExtension(
  terms: StandingTerms,
  wanted: { readonly endDate: Day; readonly contractReference: string },
  today: Day,
  maxDays: number,
): Refusal | null {
  if (!terms.registeredHere)
    return refuse('external-from-hr', 'The terms come from the HR system: extend them there.');
  if (terms.over)
    return refuse('external-over', 'The engagement is over: register it anew, nothing is revived.');
  if (terms.endDate !== null && wanted.endDate <= terms.endDate)
    return refuse('end-not-later', `The last day is ${terms.endDate} already.`, { pointer: '/endDate' });
  if (wanted.contractReference === terms.contractReference)
    return refuse('contract-not-new', 'An extension takes a contract reference of its own.', {
      pointer: '/contractReference',
    });
  return endFits(wanted.endDate, today, maxDays);
}
