import { refuse, type Refusal } from '../model/refusal.js';

/**
 * On what ground somebody acts: a relation to the object, or a right of Grindvakt's own that is held as a grant like
 * any other (invariant 12).
 */
export type Ground =
  | 'self' // the person it is about
  | 'manager' // leads the employment it is about
  | 'requester' // sent the request
  | 'approver' // the information owner whom the request waits for
  | 'delegator' // has let somebody decide for them
  | 'delegate' // has been asked to decide for somebody
  | 'reviewer' // whom the item was given to
  | 'item-owner' // sees to an item of a leaver's checklist
  | 'sponsor' // answers for an external person, or has taken over from who did
  | 'unit-manager' // leads the unit that an external person is to work in
  | 'information-owner' // owns the information in the system, and approves it
  | 'system-owner' // runs the system
  | 'any-owner' // owns some other system
  | 'handler' // looks after a system that no connector reaches
  | 'consulted' // was asked about the draft
  | 'action-owner' // sees to an action plan of the analysis
  | 'eligible' // may activate the administrator right
  | 'hr'
  | 'security'
  | 'auditor'
  | 'it'
  | 'card-administrator'; // hands out and blocks credentials such as SITHS cards

/** Grounds that are rights in the system "Grindvakt": the external name of an entitlement there. */
export const heldGrounds = ['hr', 'security', 'auditor', 'it', 'card-administrator'] as const;

interface Rule {
  readonly grounds: readonly Ground[];
  /** Without a ground the object is not even admitted to exist (404), or plainly refused (403). */
  readonly otherwise: 'not-found' | 'not-allowed';
}

/** WHO MAY DO WHAT. Default deny: a verb that is not here cannot be asked about, a ground that is not here is none. */
export const authority = {
  'person.read': { grounds: ['self', 'manager', 'hr', 'security', 'auditor'], otherwise: 'not-found' },
  'person.unmask': { grounds: ['self', 'manager', 'hr', 'security'], otherwise: 'not-found' },
  // Who has seen through one's protection, and why.
  'person.read-unmaskings': { grounds: ['self', 'security', 'auditor'], otherwise: 'not-found' },
  'person.search-all': { grounds: ['hr', 'security', 'auditor'], otherwise: 'not-allowed' },
  'person.terminate': { grounds: ['manager', 'hr', 'security'], otherwise: 'not-found' },
  'request.submit': { grounds: ['manager', 'self'], otherwise: 'not-found' },
  'request.edit': { grounds: ['requester'], otherwise: 'not-found' },
  'request.ask': { grounds: ['approver'], otherwise: 'not-found' },
  'request.answer': { grounds: ['requester'], otherwise: 'not-found' },
  'grant.give-up': { grounds: ['manager', 'self'], otherwise: 'not-found' },
  'request.read': {
    grounds: ['self', 'manager', 'requester', 'approver', 'system-owner', 'security', 'auditor'],
    otherwise: 'not-found',
  },
  'request.decide': { grounds: ['approver'], otherwise: 'not-found' },
  'delegation.end': { grounds: ['delegator', 'delegate', 'security'], otherwise: 'not-found' },
  'request.withdraw': { grounds: ['requester'], otherwise: 'not-found' },
  'analysis.list': { grounds: ['any-owner', 'security', 'auditor'], otherwise: 'not-allowed' },
  // A manager: what is in force, of roles that can be asked for.
  'analysis.read': {
    grounds: [
      'information-owner',
      'system-owner',
      'consulted',
      'action-owner',
      'manager',
      'security',
      'auditor',
    ],
    otherwise: 'not-found',
  },
  'analysis.draft': { grounds: ['information-owner', 'system-owner'], otherwise: 'not-allowed' },
  // To find whom to ask, or who is to carry out a plan.
  'analysis.consult': { grounds: ['any-owner'], otherwise: 'not-allowed' },
  'analysis.decide': { grounds: ['information-owner'], otherwise: 'not-allowed' },
  'analysis.answer': { grounds: ['consulted'], otherwise: 'not-found' },
  'analysis.finish-action': { grounds: ['action-owner'], otherwise: 'not-found' },
  'campaign.open': { grounds: ['security'], otherwise: 'not-allowed' },
  'campaign.close': { grounds: ['security'], otherwise: 'not-allowed' },
  'campaign.read': { grounds: ['reviewer', 'security', 'auditor'], otherwise: 'not-found' },
  'review.decide': { grounds: ['reviewer'], otherwise: 'not-found' },
  'privilege.activate': { grounds: ['eligible'], otherwise: 'not-found' },
  'privilege.end': { grounds: ['self', 'security'], otherwise: 'not-found' },
  'delivery.watch': { grounds: ['security', 'it'], otherwise: 'not-allowed' },
  'shift.import': { grounds: ['hr'], otherwise: 'not-allowed' },
  // What is set up by hand where no connector reaches.
  'handling.read': { grounds: ['handler', 'it', 'security', 'auditor'], otherwise: 'not-found' },
  'handling.confirm': { grounds: ['handler'], otherwise: 'not-found' },
  'account.hold': { grounds: ['hr', 'security'], otherwise: 'not-found' },
  'import.read': { grounds: ['hr', 'security', 'auditor'], otherwise: 'not-allowed' },
  'import.upload': { grounds: ['hr'], otherwise: 'not-allowed' },
  'organisation.read': { grounds: ['hr', 'security', 'auditor'], otherwise: 'not-allowed' },
  'correlation.read': { grounds: ['hr', 'security', 'auditor'], otherwise: 'not-allowed' },
  'correlation.resolve': { grounds: ['hr'], otherwise: 'not-allowed' },
  'import.resolve': { grounds: ['hr', 'security'], otherwise: 'not-allowed' },
  'prerequisite.list': { grounds: ['hr', 'security', 'auditor'], otherwise: 'not-allowed' },
  'prerequisite.register': { grounds: ['hr'], otherwise: 'not-allowed' },
  // Whoever meets the person can look at the card they show.
  'prerequisite.see-identity': { grounds: ['manager', 'hr'], otherwise: 'not-allowed' },
  'completions.import': { grounds: ['hr'], otherwise: 'not-allowed' },
  'held.read': { grounds: ['hr', 'security', 'auditor'], otherwise: 'not-allowed' },
  'held.resolve': { grounds: ['hr', 'security'], otherwise: 'not-allowed' },
  'simulation.run': { grounds: ['hr', 'security'], otherwise: 'not-allowed' },
  'leaver.read': { grounds: ['item-owner', 'hr', 'security', 'auditor'], otherwise: 'not-found' },
  'leaver.answer': { grounds: ['item-owner', 'hr'], otherwise: 'not-found' },
  'authority.read': { grounds: ['security', 'auditor'], otherwise: 'not-allowed' },
  'separation.read': { grounds: ['security', 'auditor'], otherwise: 'not-allowed' },
  'separation.change': { grounds: ['security'], otherwise: 'not-allowed' },
  'separation.exempt': { grounds: ['security'], otherwise: 'not-allowed' },
  'duty.read': { grounds: ['hr', 'security', 'auditor'], otherwise: 'not-allowed' },
  'duty.hand-over': { grounds: ['security'], otherwise: 'not-allowed' },
  'external.read': { grounds: ['sponsor', 'manager', 'hr', 'security', 'auditor'], otherwise: 'not-found' },
  'external.register': { grounds: ['unit-manager', 'hr'], otherwise: 'not-allowed' },
  'external.extend': { grounds: ['sponsor', 'hr'], otherwise: 'not-found' },
  'external.change-sponsor': { grounds: ['sponsor', 'hr'], otherwise: 'not-found' },
  'external.end': { grounds: ['sponsor', 'manager', 'hr', 'security'], otherwise: 'not-found' },
  'staff.confirm': { grounds: ['manager'], otherwise: 'not-found' },
  'correction.read': { grounds: ['hr', 'security', 'auditor'], otherwise: 'not-allowed' },
  'correction.answer': { grounds: ['hr'], otherwise: 'not-allowed' },
  // What is not approved yet is seen by its owners and those who oversee; what is in use by every owner besides.
  'system.read-draft': {
    grounds: ['information-owner', 'system-owner', 'security', 'auditor', 'it'],
    otherwise: 'not-found',
  },
  'system.read': {
    grounds: ['information-owner', 'system-owner', 'any-owner', 'security', 'auditor', 'it'],
    otherwise: 'not-found',
  },
  'register.read': { grounds: ['any-owner', 'security', 'auditor', 'it'], otherwise: 'not-allowed' },
  // While one writes whom something is for: units, titles, and how many people that is.
  'selector.use': { grounds: ['any-owner', 'hr', 'security', 'auditor', 'it'], otherwise: 'not-allowed' },
  'system.register': { grounds: ['security'], otherwise: 'not-allowed' },
  // Who writes does not approve: the information owner decides on what others have written (H11.2.3).
  'system.write': { grounds: ['system-owner', 'security'], otherwise: 'not-found' },
  'system.approve': { grounds: ['information-owner'], otherwise: 'not-allowed' },
  'system.run': { grounds: ['system-owner', 'information-owner'], otherwise: 'not-allowed' },
  'system.name-owners': { grounds: ['security'], otherwise: 'not-allowed' },
  'entitlement.write': { grounds: ['system-owner', 'information-owner'], otherwise: 'not-allowed' },
  'role.write': { grounds: ['system-owner', 'security'], otherwise: 'not-allowed' },
  'role.decide': { grounds: ['information-owner', 'system-owner', 'security'], otherwise: 'not-allowed' },
  // Whoever meets the person can look at the document they show.
  'invitation.issue': { grounds: ['manager', 'it'], otherwise: 'not-found' },
  'sign-in.unlock': { grounds: ['it', 'security'], otherwise: 'not-found' },
  'emergency.read': { grounds: ['security', 'auditor'], otherwise: 'not-found' },
  'emergency.review': { grounds: ['security'], otherwise: 'not-found' },
  // What was in a directory before Grindvakt (H13.1.1).
  'discovery.read': { grounds: ['it', 'system-owner', 'security', 'auditor'], otherwise: 'not-allowed' },
  'discovery.run': { grounds: ['it', 'system-owner', 'security'], otherwise: 'not-allowed' },
  'group.adopt': { grounds: ['it', 'system-owner'], otherwise: 'not-allowed' },
  'group.exempt': { grounds: ['it', 'system-owner', 'security'], otherwise: 'not-allowed' },
  'takeover.run': { grounds: ['it', 'security'], otherwise: 'not-allowed' },
  'takeover.open': { grounds: ['information-owner', 'security'], otherwise: 'not-found' },
  'unassessed.read': {
    grounds: ['manager', 'information-owner', 'system-owner', 'security', 'auditor'],
    otherwise: 'not-found',
  },
  'unassessed.decide': { grounds: ['manager', 'information-owner', 'security'], otherwise: 'not-found' },
  // Who has access to what.
  'access-map.read': {
    grounds: ['unit-manager', 'information-owner', 'system-owner', 'security', 'auditor'],
    otherwise: 'not-found',
  },
  'credential.report': { grounds: ['self', 'manager', 'it', 'security'], otherwise: 'not-found' },
  'credential.confirm': {
    grounds: ['manager', 'card-administrator', 'it', 'security'],
    otherwise: 'not-found',
  },
  'credential.follow': { grounds: ['card-administrator', 'it', 'security'], otherwise: 'not-found' },
  'credential.read': {
    grounds: ['manager', 'card-administrator', 'it', 'security', 'auditor'],
    otherwise: 'not-found',
  },
  'session.read-others': { grounds: ['security'], otherwise: 'not-found' },
  'session.end-others': { grounds: ['security'], otherwise: 'not-found' },
  // Where two factors are not possible (H13.1.7): who orders it does not decide.
  'exception.read': { grounds: ['any-owner', 'security', 'auditor'], otherwise: 'not-allowed' },
  'exception.order': { grounds: ['system-owner', 'security'], otherwise: 'not-found' },
  'exception.decide': { grounds: ['information-owner'], otherwise: 'not-found' },
  'exception.end': { grounds: ['requester', 'information-owner', 'security'], otherwise: 'not-found' },
  'provider.read': { grounds: ['security', 'auditor', 'it'], otherwise: 'not-allowed' },
  'provider.test': { grounds: ['security', 'it'], otherwise: 'not-allowed' },
  'api-client.read': { grounds: ['security', 'auditor', 'it'], otherwise: 'not-allowed' },
  'api-client.manage': { grounds: ['security', 'it'], otherwise: 'not-allowed' },
} as const satisfies Record<string, Rule>;

export type Verb = keyof typeof authority;

export const verbs = Object.keys(authority).sort() as Verb[];

/** Every ground there is, in the order of the table above. */
export const grounds = [
  ...new Set(Object.values(authority).flatMap((rule): readonly Ground[] => rule.grounds)),
] as const;

/** Null when one of the grounds allows the verb; else the refusal. `what` names the object in the message. */
export function may(verb: Verb, grounds: ReadonlySet<Ground>, what: string): Refusal | null {
  const rule: Rule = authority[verb];
  if (rule.grounds.some((ground) => grounds.has(ground))) return null;
  return rule.otherwise === 'not-found'
    ? refuse('not-found', `There is no ${what}, or you may not see it.`)
    : refuse(
        'not-allowed',
        `You may not do this (${verb}): it takes the right ${rule.grounds.join(' or ')}.`,
      );
}
