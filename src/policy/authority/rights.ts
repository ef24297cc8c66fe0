import { may, type Ground } from './authority.js';

/** What the navigation offers somebody. An offer only: each verb asks the authority table again. */
export const rights = [
  'staff',
  'request',
  'approve',
  'review',
  'terminate',
  'privilege',
  'imports',
  'data-quality',
  'simulations',
  'campaigns',
  'prerequisites',
  'leavers',
  'externals',
  'duties',
  'corrections',
  'separation',
  'exceptions',
  'credentials',
  'sessions',
  'providers',
  'api-clients',
  'access-map',
  'discovery',
  'unassessed',
  'handling',
  'sign-in-help',
  'emergencies',
  'register',
  'analyses',
  'own',
] as const;
export type Right = (typeof rights)[number];

export interface RightsFacts {
  /** Rights of Grindvakt's own that the person holds. */
  readonly standing: ReadonlySet<Ground>;
  readonly leadsAnyone: boolean;
  /** Is or was asked in a review. */
  readonly isReviewer: boolean;
  /** Owns a system, or has been asked to approve something. */
  readonly approves: boolean;
  /** Owns a system. */
  readonly ownsSystem: boolean;
  /** May activate at least one administrator right. */
  readonly eligible: boolean;
  /** Has a leaver's checklist to see to. */
  readonly leavers: boolean;
  /** Answers for an external person, or may register one. */
  readonly externals: boolean;
  /** Works in the configured group of card administrators. */
  readonly seesCards: boolean;
  /** Answers for a system or a unit, or oversees all. */
  readonly accessMap: boolean;
  /** Looks after the directory or a system. */
  readonly discovery: boolean;
  /** Has unassessed access to answer for. */
  readonly unassessed: boolean;
  /** Looks after a system that no connector reaches, or oversees where there is one. */
  readonly handles: boolean;
}

export function rightsOf(facts: RightsFacts): Right[] {
  const grounds = new Set(facts.standing);
  if (facts.leadsAnyone) grounds.add('manager');
  if (facts.ownsSystem) grounds.add('any-owner');
  const has: Record<Right, boolean> = {
    staff: facts.leadsAnyone,
    // For oneself at the least.
    request: may('request.submit', new Set<Ground>([...grounds, 'self']), 'person') === null,
    approve: facts.approves,
    review: facts.leadsAnyone || facts.isReviewer,
    terminate: may('person.terminate', grounds, 'person') === null,
    privilege: facts.eligible,
    imports: may('import.read', grounds, 'import') === null,
    'data-quality': may('correlation.read', grounds, 'list') === null,
    simulations: may('simulation.run', grounds, 'simulation') === null,
    campaigns: may('campaign.open', grounds, 'review') === null,
    prerequisites: may('prerequisite.list', grounds, 'list') === null,
    leavers: facts.leadsAnyone || facts.leavers || may('leaver.read', grounds, 'list') === null,
    externals: facts.externals,
    duties: may('duty.read', grounds, 'list') === null,
    corrections: may('correction.read', grounds, 'list') === null,
    separation: may('separation.read', grounds, 'list') === null,
    exceptions:
      may(
        'exception.read',
        new Set<Ground>([...grounds, ...(facts.ownsSystem ? (['any-owner'] as const) : [])]),
        'list',
      ) === null,
    credentials: may('credential.follow', grounds, 'report') === null || facts.seesCards,
    sessions: may('session.read-others', grounds, 'person') === null,
    providers: may('provider.read', grounds, 'provider') === null,
    'api-clients': may('api-client.read', grounds, 'API client') === null,
    'access-map': facts.accessMap,
    discovery: facts.discovery,
    unassessed: facts.unassessed,
    handling: facts.handles,
    'sign-in-help': may('invitation.issue', grounds, 'person') === null,
    emergencies: may('emergency.read', grounds, 'emergency') === null,
    register: facts.ownsSystem || may('register.read', grounds, 'register') === null,
    analyses: may('analysis.list', grounds, 'list') === null,
    own: true,
  };
  return rights.filter((right) => has[right]);
}
