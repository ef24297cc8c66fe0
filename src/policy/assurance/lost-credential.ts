import { may, type Ground } from '../authority/authority.js';
import { addDays, type Day } from '../model/day.js';
import { refuse, type Refusal } from '../model/refusal.js';

export const reportCauses = ['lost', 'stolen', 'code-known', 'misused', 'other'] as const;
export type ReportCause = (typeof reportCauses)[number];

export const reportStates = ['unconfirmed', 'barred', 'renewed', 'false-alarm', 'dismissed'] as const;
export type ReportState = (typeof reportStates)[number];

/** By what somebody proves who they are when a credential is renewed. */
export const identityDocuments = [
  'passport',
  'national-id',
  'driving-licence',
  'id-card',
  'known-in-person',
] as const;
export type IdentityDocument = (typeof identityDocuments)[number];

/** Of a report, what the rules look at. */
export interface ReportFacts {
  readonly personId: string;
  readonly state: ReportState;
  readonly reportedOn: Day;
  readonly blockedOn: Day | null;
}

/** The card administrator's steps, in their order. */
export type Step =
  | { readonly kind: 'confirm' }
  | { readonly kind: 'dismiss' }
  | { readonly kind: 'block'; readonly on: Day }
  | { readonly kind: 'renew'; readonly on: Day; readonly document: IdentityDocument }
  | { readonly kind: 'false-alarm'; readonly on: Day; readonly document: IdentityDocument };

/** The issuer shall have blocked the old one, and a new one have been handed out, within so many days. */
const blockWithin = 1;
const renewWithin = 14;

export function dueOn(facts: Pick<ReportFacts, 'state' | 'blockedOn' | 'reportedOn'>): Day {
  return addDays(
    facts.reportedOn,
    facts.state === 'barred' && facts.blockedOn !== null ? renewWithin : blockWithin,
  );
}

/**
 * Whether a step may be taken (H12.2.2–H12.2.3): never in one's own case; first confirmed, then blocked at the issuer,
 * then renewed against proof of identity. Only then is the bar lifted.
 */
export function takeStep(
  report: ReportFacts,
  step: Step,
  by: { personId: string; grounds: ReadonlySet<Ground> },
  today: Day,
): Refusal | null {
  const isAnswer = step.kind === 'confirm' || step.kind === 'dismiss';
  const unfit = may(isAnswer ? 'credential.confirm' : 'credential.follow', by.grounds, 'such report');
  if (unfit) return unfit;
  if (by.personId === report.personId)
    return refuse('own-credential', 'Somebody else must see to your own credential.');
  if (isAnswer)
    return report.state === 'unconfirmed' ? null : refuse('report-closed', 'The report is answered already.');
  if (report.state !== 'barred')
    return refuse('report-closed', `The report cannot be changed any more: it is ${report.state}.`);
  if (step.on > today) return refuse('invalid', 'The day lies in the future.', { pointer: '/on' });
  if (step.on < report.reportedOn)
    return refuse('invalid', `The day is before the report, ${report.reportedOn}.`, { pointer: '/on' });
  if (step.kind === 'block')
    return report.blockedOn === null
      ? null
      : refuse('report-closed', `The issuer blocked it already, on ${report.blockedOn}.`);
  if (step.kind === 'renew' && report.blockedOn === null)
    return refuse('not-yet-blocked', 'First the old one must be blocked at its issuer.');
  return null;
}
