import type { Verb } from '../authority/authority.js';
import type { Level } from '../model/actor.js';
import { refuse, type Refusal } from '../model/refusal.js';
import { generalLevel } from './required-assurance.js';

/** How recently the person must have proved who they are; the configuration says how many minutes each is. */
export type Recency = 'recent' | 'just-now';

export interface Demand {
  readonly level: Level;
  readonly within?: Recency;
}

// What one does about oneself, and may have to do with a weaker method: see what waits, report a lost card.
const own: Demand = { level: 2 };
const everyday: Demand = { level: generalLevel };
// What takes access from people, gives much of it, or shows what is protected.
const sensitive: Demand = { level: generalLevel, within: 'recent' };
// What changes how somebody can sign in.
const critical: Demand = { level: generalLevel, within: 'just-now' };

/**
 * HOW STRONGLY ONE MUST BE SIGNED IN FOR WHAT (H13.1.7, H13.2.1): every verb of the authority table, and what is
 * nobody's right but takes a session. A route that names none of them takes level 3. What the object demands besides
 * (a role's level) is asked by its verb.
 */
export const demands = {
  'person.read': everyday,
  'person.unmask': sensitive,
  'person.read-unmaskings': everyday,
  'person.search-all': everyday,
  'person.terminate': sensitive,
  'request.submit': everyday,
  'request.edit': everyday,
  'request.ask': everyday,
  'request.answer': everyday,
  'grant.give-up': everyday,
  'request.read': everyday,
  'request.decide': everyday,
  'request.withdraw': everyday,
  'delegation.end': everyday,
  'analysis.list': everyday,
  'analysis.read': everyday,
  'analysis.draft': everyday,
  'analysis.consult': everyday,
  'analysis.decide': sensitive,
  'analysis.answer': everyday,
  'analysis.finish-action': everyday,
  'campaign.open': everyday,
  'campaign.close': sensitive,
  'campaign.read': everyday,
  'review.decide': everyday,
  'privilege.activate': sensitive,
  'privilege.end': everyday,
  'delivery.watch': everyday,
  'shift.import': everyday,
  'handling.read': everyday,
  'handling.confirm': everyday,
  'account.hold': sensitive,
  'import.read': everyday,
  'import.upload': everyday,
  'organisation.read': everyday,
  'correlation.read': everyday,
  'correlation.resolve': sensitive,
  'import.resolve': sensitive,
  'prerequisite.list': everyday,
  'prerequisite.register': everyday,
  'prerequisite.see-identity': everyday,
  'completions.import': everyday,
  'held.read': everyday,
  'held.resolve': sensitive,
  'simulation.run': everyday,
  'leaver.read': everyday,
  'leaver.answer': everyday,
  'duty.read': everyday,
  'duty.hand-over': sensitive,
  'authority.read': everyday,
  'separation.read': everyday,
  'separation.change': sensitive,
  'separation.exempt': sensitive,
  'external.read': everyday,
  'external.register': everyday,
  'external.extend': everyday,
  'external.change-sponsor': everyday,
  'external.end': sensitive,
  'staff.confirm': everyday,
  'correction.read': everyday,
  'correction.answer': everyday,
  'system.read-draft': everyday,
  'system.read': everyday,
  'register.read': everyday,
  'selector.use': everyday,
  'system.register': everyday,
  'system.write': everyday,
  'system.approve': sensitive,
  'system.run': everyday,
  'system.name-owners': sensitive,
  'entitlement.write': everyday,
  'role.write': everyday,
  'role.decide': sensitive,
  'invitation.issue': critical,
  'sign-in.unlock': sensitive,
  'emergency.read': everyday,
  'emergency.review': everyday,
  'discovery.read': everyday,
  'discovery.run': everyday,
  'group.adopt': sensitive,
  'group.exempt': everyday,
  'takeover.run': sensitive,
  'takeover.open': sensitive,
  'unassessed.read': everyday,
  'unassessed.decide': everyday,
  'access-map.read': everyday,
  'credential.report': everyday, // somebody else's; one's own is own.credential-report
  'credential.confirm': everyday,
  'credential.follow': everyday,
  'credential.read': everyday,
  'session.read-others': everyday,
  'session.end-others': sensitive,
  'exception.read': everyday,
  'exception.order': everyday,
  'exception.decide': sensitive,
  'exception.end': sensitive,
  'provider.read': everyday,
  'provider.test': everyday,
  'api-client.read': everyday,
  'api-client.manage': sensitive,
  // Not rights: what the object or the person's own affairs demand.
  'request.decide-sensitive': sensitive, // a privileged role, or a risk of 4 and more
  // The role says, and its verb asks: level 3 but for who has an exception from two factors (policy/assurance/exceptions).
  'request.by-role': own,
  'own.read': own, // who I am, what waits for me, my notices, my sessions
  'own.session-end': own,
  'own.credential-report': own,
  'own.credential-change': critical, // enrol or remove a passkey or an authenticator
} as const satisfies Record<Verb, Demand> & Record<string, Demand>;

export type DemandedVerb = keyof typeof demands;

/** Minutes for each recency. */
export type RecencyMinutes = Readonly<Record<Recency, number>>;

/** How somebody is signed in. */
export interface Standing {
  readonly level: Level;
  readonly authenticatedAt: Date;
}

/** Null when the sign-in is strong and recent enough for the verb; else the refusal that tells what would be. */
export function requireDemand(
  verb: DemandedVerb,
  has: Standing,
  now: Date,
  minutes: RecencyMinutes,
): Refusal | null {
  const demand: Demand = demands[verb];
  const within = demand.within === undefined ? null : minutes[demand.within];
  const age = now.getTime() - has.authenticatedAt.getTime();
  const isRecent = within === null || age < within * 60_000;
  if (has.level >= demand.level && isRecent) return null;
  const facts = {
    has: has.level,
    demanded: demand.level,
    ...(within === null ? {} : { withinMinutes: within }),
  };
  return refuse(
    'insufficient-assurance',
    has.level < demand.level
      ? `This takes a sign-in at assurance level ${String(demand.level)}; yours is at level ${String(has.level)}.`
      : `This takes a sign-in within the last ${String(within)} minutes.`,
    { facts },
  );
}
