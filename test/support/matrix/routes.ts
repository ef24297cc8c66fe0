import type { Verb } from '../../../src/policy/authority/authority.js';
import type { ObjectName } from './world.js';

/** What a call needs to know of the objects that were laid out. */
export type Ids = Readonly<Record<ObjectName, Readonly<Record<string, string>>>>;

export interface Asking {
  /** Any of these is enough besides. */
  readonly either?: readonly Verb[];
  /** It reads back what it made: what it does stays done. */
  readonly stays?: true;
  readonly body?: (ids: Ids) => unknown;
  readonly query?: (ids: Ids) => Record<string, string>;
  /** Sent as a form with this file. */
  readonly file?: string;
}

/**
 * How a route answers to whom.
 * - `verbs`: asked of the authority table one after the other about one object; the first refusal is the answer.
 * - `lists`: everybody signed in gets a page; the object is on it exactly when the verb is allowed.
 * - `belongsTo`: whose it is gets it; for all others it does not exist.
 * - `open`: to whom besides, and why no verb is asked.
 */
export type Route =
  | (Asking & { readonly verbs: readonly Verb[]; readonly on: ObjectName })
  | (Asking & { readonly lists: Verb; readonly on: ObjectName; readonly seenAs?: string })
  | (Asking & { readonly belongsTo: 'owner'; readonly on: ObjectName })
  | { readonly open: 'everybody' | 'signed-in'; readonly why: string };

const everybody = (why: string): Route => ({ open: 'everybody', why });
const own = (why: string): Route => ({ open: 'signed-in', why });
const asks = (verb: Verb, on: ObjectName = 'nothing', more: Asking = {}): Route => ({
  verbs: [verb],
  on,
  ...more,
});
const first = (verbs: readonly Verb[], on: ObjectName, more: Asking = {}): Route => ({ verbs, on, ...more });
const lists = (verb: Verb, on: ObjectName, more: Asking & { seenAs?: string } = {}): Route => ({
  lists: verb,
  on,
  ...more,
});
const mine = (on: ObjectName, more: Asking = {}): Route => ({ belongsTo: 'owner', on, ...more });
const beforeSignIn = everybody('one signs in by it');
const aboutMe = own('is about the caller alone');

const assessment = {
  need: 'Behöver läsa planen i sitt arbete på enheten.',
  data: 'Anteckningar',
  riskTooWide: 'Någon läser för mycket.',
  riskTooNarrow: 'Vården uteblir för den enskilde.',
  days: 30,
};
const wanted = ({ person, role }: Ids): Record<string, unknown> => ({
  personId: person['id'],
  employmentId: person['employmentId'],
  roleId: role['id'],
});

const entitlement = {
  name: 'Läsa journalen',
  sentence: { sv: 'Låter en läsa i journalen.' },
  target: 'directory',
  externalName: 'gg-ny',
  privileged: false,
  ownerId: null,
  dataClass: 'personal',
  risk: 2,
  requiredLevel: 3,
  maxDays: null,
  reviewDays: null,
  askableBy: null,
  prerequisiteIds: [],
};

/** EVERY ROUTE OF THE API. A route that is not here, or a verb that no route asks, fails the matrix. */
export const routes: Readonly<Record<string, Route | readonly Route[]>> = {
  'GET /health/live': everybody('tells the machine that runs it that it runs'),
  'GET /health/ready': everybody('tells the machine that runs it that it is ready'),

  // Signing in and one's own affairs
  'GET /api/auth/providers': beforeSignIn,
  'GET /api/auth/cookies': everybody('the page on cookies is read before one signs in'),
  'GET /api/auth/login': beforeSignIn,
  'GET /api/auth/methods': beforeSignIn,
  'GET /api/auth/jwks': everybody('providers fetch our public keys'),
  'POST /api/auth/backchannel-logout': everybody('the provider signs what it says'),
  'POST /api/auth/passkey/options': beforeSignIn,
  'POST /api/auth/passkey/verify': beforeSignIn,
  'POST /api/auth/invitation/options': beforeSignIn,
  'POST /api/auth/invitation/verify': beforeSignIn,
  'POST /api/auth/password': beforeSignIn,
  'POST /api/auth/device': beforeSignIn,
  'POST /api/auth/emergency': beforeSignIn,
  'POST /api/oauth/token': everybody('a program proves itself by its key'),
  'POST /api/hr/events': everybody(
    'a program sends its token or signature: hr-events.spec and api-clients.spec',
  ),
  'POST /api/credential-reports/outside': everybody('whoever lost their card cannot sign in'),
  'POST /api/auth/logout': aboutMe,
  'GET /api/me': aboutMe,
  'GET /api/tasks': [aboutMe, lists('delivery.watch', 'alarm')],
  'GET /api/notices': aboutMe,
  'POST /api/notices/read': aboutMe,
  'GET /api/me/credentials': aboutMe,
  'GET /api/me/devices': aboutMe,
  'POST /api/me/devices': aboutMe,
  'POST /api/me/devices/{id}/forget': aboutMe,
  'GET /api/me/sessions': aboutMe,
  'POST /api/me/sessions/{id}/end': mine('session'),
  'POST /api/me/sessions/end-others': aboutMe,
  'POST /api/me/passkeys/options': aboutMe,
  'POST /api/me/passkeys': aboutMe,
  'POST /api/me/passkeys/{id}/name': mine('passkey'),
  'POST /api/me/passkeys/{id}/removal': mine('passkey'),
  'POST /api/me/authenticator-app': aboutMe,
  'POST /api/me/authenticator-app/confirmation': aboutMe,
  'POST /api/me/authenticator-app/removal': aboutMe,
  'POST /api/me/recovery-codes': aboutMe,
  'GET /api/acknowledgements': aboutMe,
  'POST /api/acknowledgements/{id}/signature': aboutMe,
  'GET /api/credential-reports/means': own('the names of the ways to sign in'),
  'GET /api/credential-reports/mine': aboutMe,
  'GET /api/people/me': aboutMe,

  // People
  'GET /api/people': asks('person.search-all', 'nothing', { query: () => ({ scope: 'all' }) }),
  'GET /api/people/{id}': [asks('person.read', 'person'), asks('person.read', 'hidden')],
  'GET /api/people/{id}/sessions': asks('session.read-others', 'person'),
  'POST /api/people/{id}/sessions/end': asks('session.end-others', 'person'),
  'GET /api/people/{id}/unmaskings': asks('person.read-unmaskings', 'hidden'),
  'POST /api/people/{id}/unmaskings': first(['person.read', 'person.unmask'], 'hidden', {
    body: () => ({ reason: 'facts' }),
  }),
  'GET /api/people/{id}/coming-access': asks('person.read', 'person'),
  'GET /api/people/{id}/shifts': asks('person.read', 'person'),
  'GET /api/people/{id}/prerequisites': asks('person.read', 'person'),
  'POST /api/people/{id}/prerequisites': [
    first(['person.read', 'prerequisite.register'], 'person', {
      body: ({ prerequisite }) => ({ prerequisiteId: prerequisite['licence'], met: true, day: '2026-01-15' }),
    }),
    first(['person.read', 'prerequisite.see-identity'], 'person', {
      body: ({ prerequisite }) => ({
        prerequisiteId: prerequisite['identity'],
        met: true,
        day: '2026-01-15',
      }),
    }),
  ],
  'POST /api/people/{id}/termination': asks('person.terminate', 'person'),
  'GET /api/people/{id}/termination': asks('person.read', 'person'),
  'GET /api/people/{id}/account-hold': asks('account.hold', 'person'),
  'POST /api/people/{id}/account-hold': asks('account.hold', 'person'),
  'POST /api/people/{id}/account-hold/release': asks('account.hold', 'person'),
  'GET /api/prerequisites': asks('prerequisite.list'),
  'GET /api/prerequisites/{id}/people': asks('prerequisite.list', 'prerequisite'),
  'GET /api/prerequisites/sources': asks('prerequisite.list'),
  'POST /api/prerequisites/completions': asks('completions.import'),
  'POST /api/prerequisites/imports': asks('completions.import', 'nothing', { file: 'file' }),
  'GET /api/prerequisites/imports': asks('prerequisite.list'),
  'GET /api/prerequisites/imports/{id}': asks('prerequisite.list', 'completionImport'),
  'GET /api/prerequisites/imports/{id}/asides': asks('prerequisite.list', 'completionImport'),
  'GET /api/staff/confirmations': own('those whom the caller leads'),
  'POST /api/staff/confirmations': asks('staff.confirm', 'person', {
    body: ({ person }) => ({ staff: [{ employmentId: person['employmentId'], version: 'gammal' }] }),
  }),
  'GET /api/staff/corrections': asks('correction.read'),
  'POST /api/staff/corrections': asks('staff.confirm', 'person', {
    body: ({ person }) => ({
      employmentId: person['employmentId'],
      kind: 'has-left',
      note: 'Slutade i går.',
    }),
  }),
  'POST /api/staff/corrections/{id}/answer': asks('correction.answer', 'correction'),
  'GET /api/externals': lists('external.read', 'external'),
  'GET /api/externals/units': own('units that the caller may register somebody in'),
  'GET /api/externals/{id}': asks('external.read', 'external'),
  'POST /api/externals': asks('external.register', 'unit', {
    stays: true,
    body: ({ unit }) => ({
      givenName: 'Extra',
      familyName: 'Prov',
      kind: 'consultant',
      title: 'Konsult',
      unitId: unit['id'],
      employer: 'Bolaget AB',
      contractReference: 'A-1',
      startDate: unit['soon'],
      endDate: unit['soon'],
    }),
  }),
  'POST /api/externals/{id}/extension': first(['external.read', 'external.extend'], 'external'),
  'POST /api/externals/{id}/sponsor': first(['external.read', 'external.change-sponsor'], 'external', {
    body: ({ person }) => ({ sponsorId: person['id'], reason: 'Byter uppdrag.' }),
  }),
  'POST /api/externals/{id}/end': first(['external.read', 'external.end'], 'external'),
  'GET /api/leavers': lists('leaver.read', 'checklist'),
  'GET /api/leavers/{id}': asks('leaver.read', 'checklist'),
  'POST /api/leavers/{id}/items/{item}/answer': asks('leaver.answer', 'checklist'),
  'GET /api/duties': asks('duty.read'),
  'POST /api/duties/{id}/successor': asks('duty.hand-over', 'duty', {
    body: ({ person }) => ({ personId: person['id'], reason: 'Tar över efter den som slutat.' }),
  }),

  // The HR register
  'GET /api/hr/sources': asks('import.read'),
  'POST /api/hr/imports': asks('import.upload', 'nothing', { file: 'employments' }),
  'GET /api/hr/imports': asks('import.read'),
  'POST /api/hr/sources/{id}/pull': asks('import.upload', 'hrSource'),
  'GET /api/hr/imports/{id}': asks('import.read', 'import'),
  'GET /api/hr/imports/{id}/quarantine': asks('import.read', 'import'),
  'GET /api/hr/imports/{id}/differences': asks('import.read', 'import'),
  'POST /api/hr/imports/{id}/release': asks('import.resolve', 'import'),
  'POST /api/hr/imports/{id}/cancellation': asks('import.resolve', 'import'),
  'GET /api/hr/events': asks('import.read'),
  'GET /api/hr/shifts': asks('import.read'),
  'POST /api/hr/shifts': asks('shift.import'),
  'POST /api/hr/shifts/files': asks('shift.import', 'nothing', { file: 'files' }),
  'GET /api/organisation/units': asks('organisation.read'),
  'GET /api/organisation/without-manager': asks('organisation.read'),
  'GET /api/organisation/changes': asks('organisation.read'),
  'GET /api/data-quality': asks('correlation.read'),
  'GET /api/data-quality/findings/{kind}': asks('correlation.read', 'finding'),
  'GET /api/data-quality/cases': asks('correlation.read'),
  'GET /api/data-quality/cases/{id}': asks('correlation.read', 'case'),
  'POST /api/data-quality/cases/{id}/unmaskings': first(['correlation.read', 'person.unmask'], 'case', {
    body: () => ({ reason: 'facts' }),
  }),
  'POST /api/data-quality/cases/{id}/decision': asks('correlation.resolve', 'case', {
    body: () => ({ decision: 'different', reason: 'Två olika personer.' }),
  }),
  'GET /api/data-quality/merges': asks('correlation.read'),
  'POST /api/data-quality/merges': asks('correlation.resolve', 'twins', {
    body: ({ twins }) => ({ survivorId: twins['one'], mergedId: twins['two'], reason: 'Samma person.' }),
  }),
  'POST /api/data-quality/merges/{id}/undo': asks('correlation.resolve', 'merge'),
  'GET /api/simulations/choices': asks('simulation.run'),
  'GET /api/simulations/units': asks('simulation.run'),
  'GET /api/simulations/units/{id}': asks('simulation.run', 'unit'),
  'GET /api/simulations': asks('simulation.run'),
  'POST /api/simulations': asks('simulation.run', 'unit', {
    stays: true,
    body: () => ({ kind: 'organisation', way: 'close', unit: '20' }),
  }),
  'GET /api/simulations/{id}': asks('simulation.run', 'simulation'),
  'GET /api/simulations/{id}/persons': asks('simulation.run', 'simulation'),
  'GET /api/held': asks('held.read'),
  'GET /api/held/{id}': asks('held.read', 'held'),
  'GET /api/held/{id}/losses': asks('held.read', 'held'),
  'POST /api/held/{id}/release': asks('held.resolve', 'held'),
  'POST /api/held/{id}/cancellation': asks('held.resolve', 'held'),

  // The register of systems, entitlements and roles
  'GET /api/systems': asks('register.read'),
  'GET /api/systems/terms': asks('register.read'),
  'GET /api/people-selectors/words': asks('selector.use'),
  'POST /api/people-selectors/count': asks('selector.use'),
  'POST /api/systems': asks('system.register', 'nothing', {
    stays: true,
    body: ({ system }) => ({
      name: 'Nytt',
      purpose: 'Provning',
      informationOwnerId: system['registrarId'],
      systemOwnerId: system['registrarId'],
    }),
  }),
  'GET /api/systems/{id}': asks('system.read', 'system'),
  'GET /api/systems/{id}/history': asks('system.read', 'system'),
  'POST /api/systems/{id}/versions': first(['system.read', 'system.write'], 'system'),
  'POST /api/systems/{id}/decisions': first(['system.read-draft', 'system.approve'], 'draftSystem'),
  'POST /api/systems/{id}/moves': first(['system.read', 'system.run'], 'system', {
    body: () => ({ move: 'retire', reason: 'Ersätts av ett nytt.' }),
  }),
  'POST /api/systems/{id}/owners': first(['system.read', 'system.name-owners'], 'system', {
    body: ({ person }) => ({
      informationOwnerId: person['id'],
      systemOwnerId: person['id'],
      reason: 'Byte av ägare.',
    }),
  }),
  'POST /api/systems/{id}/classification-reviews': first(['system.read', 'system.approve'], 'system'),
  'GET /api/systems/{systemId}/entitlements': asks('system.read', 'entitlement'),
  'POST /api/systems/{systemId}/entitlements': first(['system.read', 'entitlement.write'], 'entitlement', {
    body: () => entitlement,
  }),
  'POST /api/systems/{systemId}/entitlements/{id}/changes': first(
    ['system.read', 'entitlement.write'],
    'entitlement',
    {
      body: () => ({ ...entitlement, reason: 'Ett klarare namn.' }),
    },
  ),
  'POST /api/systems/{systemId}/entitlements/{id}/retirement': first(
    ['system.read', 'entitlement.write'],
    'entitlement',
  ),
  'GET /api/roles': asks('register.read'),
  'POST /api/roles': first(['system.read', 'role.write'], 'role', {
    body: ({ role }) => ({
      systemId: role['systemId'],
      content: JSON.parse(role['content'] ?? '') as unknown,
      reason: 'En ny roll.',
    }),
  }),
  'GET /api/roles/choices': asks('register.read', 'nothing', { query: () => ({ kind: 'role' }) }),
  'POST /api/roles/{id}/previews': first(['system.read', 'role.write'], 'role', {
    body: ({ role }) => ({ content: JSON.parse(role['content'] ?? '') as unknown }),
  }),
  'GET /api/roles/{id}': asks('system.read', 'role'),
  'GET /api/roles/{id}/history': asks('system.read', 'role'),
  'GET /api/roles/{id}/versions/{version}/impact': asks('system.read', 'role'),
  'GET /api/roles/{id}/versions/{version}/affected': asks('system.read', 'role'),
  'POST /api/roles/{id}/versions': first(['system.read', 'role.write'], 'role', {
    body: ({ role }) => ({
      base: 1,
      content: JSON.parse(role['content'] ?? '') as unknown,
      reason: 'En ändring.',
    }),
  }),
  'POST /api/roles/{id}/restorations': first(['system.read', 'role.write'], 'role'),
  'POST /api/roles/{id}/retirement': first(['system.read', 'role.write'], 'role'),
  'POST /api/roles/{id}/versions/{version}/decisions': first(['system.read', 'role.decide'], 'role'),

  // Need-and-risk analyses
  'GET /api/analyses': asks('analysis.list'),
  'GET /api/analyses/templates': asks('analysis.list'),
  'GET /api/analyses/people': asks('analysis.consult', 'nothing', { query: () => ({ q: 'Kaj' }) }),
  'POST /api/analyses': first(['analysis.read', 'analysis.draft'], 'bareRole', {
    stays: true,
    body: ({ bareRole }) => ({ roleId: bareRole['id'] }),
  }),
  'GET /api/analyses/{id}': [asks('analysis.read', 'analysis'), asks('analysis.read', 'approvedAnalysis')],
  'POST /api/analyses/{id}/draft': first(['analysis.read', 'analysis.draft'], 'analysis'),
  'POST /api/analyses/{id}/consultation': first(['analysis.read', 'analysis.draft'], 'analysis'),
  'POST /api/analyses/{id}/answer': first(['analysis.read', 'analysis.answer'], 'analysis'),
  'POST /api/analyses/{id}/decision': first(['analysis.read', 'analysis.decide'], 'analysis'),
  'POST /api/analyses/{id}/actions': first(['analysis.read', 'analysis.draft'], 'analysis', {
    body: ({ person }) => ({
      riskId: 'r1',
      what: 'Utbilda alla som läser.',
      ownerId: person['id'],
      dueOn: '2030-01-01',
    }),
  }),
  'POST /api/analyses/actions/{actionId}/outcome': first(
    ['analysis.read', 'analysis.finish-action'],
    'analysis',
  ),

  // Requests and approvals
  'GET /api/requests/roles': asks('request.submit', 'person', {
    query: ({ person }) => ({ personId: person['id'] ?? '', employmentId: person['employmentId'] ?? '' }),
  }),
  'POST /api/requests/deviations': asks('request.submit', 'person', {
    body: (ids) => ({ ...wanted(ids), assessment: { need: '', data: '', days: 30 } }),
  }),
  'POST /api/requests/preview': asks('request.submit', 'person', {
    body: (ids) => ({ ...wanted(ids), days: 30 }),
  }),
  'POST /api/requests': asks('request.submit', 'person', { body: (ids) => ({ ...wanted(ids), assessment }) }),
  'POST /api/requests/batch/preview': own('answers for each of those asked for: asking.spec'),
  'POST /api/requests/batch': own('answers for each of those asked for: asking.spec'),
  // Only from a colleague whom the caller leads: one's own manager's business, not one's own.
  'GET /api/requests/like': asks('request.submit', 'staff', {
    query: ({ person }) => ({
      personId: person['id'] ?? '',
      employmentId: person['employmentId'] ?? '',
      colleagueId: person['colleagueId'] ?? '',
    }),
  }),
  'POST /api/requests/removals': asks('grant.give-up', 'grant', {
    body: ({ grant }) => ({ grantId: grant['id'], reason: 'Behövs inte längre.' }),
  }),
  'GET /api/requests': own('what the caller sent, decided or waits to decide'),
  'GET /api/requests/waiting': own('what waits for the caller'),
  'POST /api/requests/decisions': own('answers for each of those decided: approvals.spec'),
  'GET /api/requests/history': lists('request.read', 'request'),
  'GET /api/requests/{id}': asks('request.read', 'request'),
  'GET /api/requests/{id}/attachments/{attachmentId}': asks('request.read', 'request'),
  'GET /api/requests/{id}/circumstances': asks('request.read', 'request'),
  'GET /api/requests/{id}/narrower-units': asks('request.decide', 'request'),
  'POST /api/requests/{id}/decisions': asks('request.decide', 'request'),
  'POST /api/requests/{id}/withdrawal': asks('request.withdraw', 'request'),
  'POST /api/requests/{id}/questions': asks('request.ask', 'request'),
  'POST /api/requests/{id}/answers': asks('request.answer', 'request'),
  'POST /api/requests/{id}/edits': asks('request.edit', 'request', {
    body: () => ({ revision: 1, assessment }),
  }),
  'GET /api/requests/drafts': aboutMe,
  'POST /api/requests/drafts': aboutMe,
  'GET /api/requests/drafts/{id}': mine('draft'),
  'POST /api/requests/drafts/{id}': mine('draft'),
  'POST /api/requests/drafts/{id}/removal': own(
    'removes what is one’s own, and of others’ nothing: drafts-and-history.spec',
  ),
  'POST /api/requests/drafts/{id}/attachments': mine('draft', { file: 'file' }),
  'GET /api/requests/drafts/{id}/attachments/{attachmentId}': mine('draft'),
  'POST /api/requests/drafts/{id}/attachments/{attachmentId}/removal': mine('draft'),
  'GET /api/delegations': own('those given and received by the caller'),
  'GET /api/delegations/colleagues': own(
    'colleagues by name, to delegate to: no more than their names and units',
  ),
  'POST /api/delegations': own('lets another decide what waits for the caller'),
  'POST /api/delegations/{id}/ending': asks('delegation.end', 'delegation'),

  // Reviews
  'GET /api/reviews': lists('campaign.read', 'campaign'),
  'POST /api/reviews': asks('campaign.open', 'unit', {
    stays: true,
    body: ({ unit }) => ({ name: 'Höstens', unitId: unit['id'], closesOn: unit['soon'], noAnswer: 'keep' }),
  }),
  'GET /api/reviews/units': asks('campaign.open'),
  'GET /api/reviews/{id}': asks('campaign.read', 'campaign'),
  'GET /api/reviews/{id}/items': asks('campaign.read', 'campaign'),
  'POST /api/reviews/{id}/decisions': asks('review.decide', 'campaign', {
    body: ({ campaign }) => ({ decisions: [{ itemId: campaign['itemId'], decision: 'dont-know' }] }),
  }),
  'POST /api/reviews/{id}/sign-off': asks('review.decide', 'campaign'),
  'POST /api/reviews/{id}/closing': asks('campaign.close', 'campaign'),

  // Administrator rights by the hour
  'GET /api/privilege/roles': own('what the caller may activate'),
  'POST /api/privilege/activations': asks('privilege.activate', 'privilegedRole', {
    body: ({ privilegedRole }) => ({
      roleId: privilegedRole['id'],
      hours: 1,
      reason: 'Felsöker en inloggning.',
    }),
  }),
  'GET /api/privilege/activations': own('what the caller has activated'),
  'POST /api/privilege/activations/{id}/end': asks('privilege.end', 'activation'),

  // Duties apart, exceptions, emergencies
  'GET /api/authority': asks('authority.read'),
  'GET /api/separation/rules': asks('separation.read'),
  'POST /api/separation/rules': asks('separation.change', 'nothing', {
    body: ({ rule }) => JSON.parse(rule['content'] ?? '') as unknown,
  }),
  'GET /api/separation/choices': asks('separation.read'),
  'POST /api/separation/rules/{id}': asks('separation.change', 'rule', {
    body: ({ rule }) => ({ ...(JSON.parse(rule['content'] ?? '') as object), version: 1 }),
  }),
  'GET /api/separation/rules/{id}/versions': asks('separation.read', 'rule'),
  'GET /api/separation/conflicts': asks('separation.read'),
  'GET /api/separation/exemptions': asks('separation.read'),
  'POST /api/separation/exemptions': asks('separation.exempt', 'rule', {
    body: ({ rule, person }) => ({
      ruleId: rule['id'],
      personId: person['id'],
      reason: 'Ensam på jouren hela natten.',
      control: 'Chefen läser loggen varje vecka.',
      validTo: rule['soon'],
    }),
  }),
  'POST /api/separation/exemptions/{id}/end': asks('separation.exempt', 'exemption'),
  'GET /api/assurance-exceptions': asks('exception.read'),
  'GET /api/assurance-exceptions/choices': asks('exception.read'),
  'POST /api/assurance-exceptions': asks('exception.order', 'system', {
    body: ({ system, rule }) => ({
      systemId: system['id'],
      roleIds: null,
      riskAnalysis: 'Läsplattorna i bilarna saknar kortläsare, och uppgifterna är få.',
      safeguards: 'Läsplattan låses efter en minut.',
      validTo: rule['soon'],
    }),
  }),
  'POST /api/assurance-exceptions/{id}/decision': asks('exception.decide', 'exception'),
  'POST /api/assurance-exceptions/{id}/end': asks('exception.end', 'exception'),
  'GET /api/emergencies': asks('emergency.read'),
  'GET /api/emergencies/{id}': asks('emergency.read', 'emergency'),
  'POST /api/emergencies/{id}/review': asks('emergency.review', 'emergency'),

  // Help to sign in, credentials, providers, programs
  'GET /api/sign-in-help': asks('invitation.issue', 'person', {
    query: ({ person }) => ({ person: person['id'] ?? '' }),
    either: ['sign-in.unlock'],
  }),
  'POST /api/sign-in-help/{personId}/invitation': asks('invitation.issue', 'person', {
    body: () => ({ document: 'passport', seen: true }),
  }),
  'POST /api/sign-in-help/{personId}/invitation/withdrawal': asks('invitation.issue', 'person'),
  'POST /api/sign-in-help/{personId}/unlocking': asks('sign-in.unlock', 'person'),
  'GET /api/handling': lists('handling.read', 'handling'),
  'POST /api/handling/{id}/confirmation': asks('handling.confirm', 'handling', {
    body: () => ({ done: 'give' }),
  }),
  'GET /api/credential-reports': lists('credential.read', 'report'),
  'POST /api/credential-reports': asks('credential.report', 'person', {
    body: ({ person }) => ({
      personId: person['id'],
      means: { provider: 'nobody', method: null },
      cause: 'lost',
    }),
  }),
  'POST /api/credential-reports/{id}/steps': [
    asks('credential.follow', 'report', { body: ({ report }) => ({ kind: 'block', on: report['today'] }) }),
    asks('credential.confirm', 'openReport', {
      body: () => ({ kind: 'confirm', means: { provider: 'nobody', method: null } }),
    }),
  ],
  'GET /api/identity-providers': asks('provider.read'),
  'POST /api/identity-providers/tests/result': asks('provider.test'),
  'POST /api/identity-providers/{id}/checks': asks('provider.test', 'provider'),
  'POST /api/identity-providers/{id}/tests': asks('provider.test', 'provider'),
  'GET /api/api-clients': asks('api-client.read'),
  'POST /api/api-clients': asks('api-client.manage', 'client', {
    body: ({ client }) => JSON.parse(client['content'] ?? '') as unknown,
  }),
  'POST /api/api-clients/{id}/changes': asks('api-client.manage', 'client', {
    body: ({ person }) => ({ kind: 'owner', ownerId: person['id'] }),
  }),

  // What was there before, and who has access
  'GET /api/discovery': asks('discovery.read', 'directory'),
  'GET /api/discovery/groups': asks('discovery.read', 'directory'),
  'POST /api/discovery/readings': asks('discovery.run', 'directory'),
  'POST /api/discovery/takeovers': asks('takeover.run'),
  'POST /api/discovery/groups/{id}/entitlement': asks('group.adopt', 'group', {
    body: ({ system }) => ({
      systemId: system['id'],
      name: 'Gammal grupp',
      sentence: 'Låter en läsa gamla mappar.',
      privileged: false,
      risk: 2,
    }),
  }),
  'POST /api/discovery/groups/{id}/exemption': asks('group.exempt', 'directory', {
    body: () => ({ reason: 'Används inte mer.' }),
  }),
  'GET /api/unassessed': lists('unassessed.read', 'unassessed', { query: () => ({ scope: 'all' }) }),
  'GET /api/unassessed/systems': lists('unassessed.read', 'unassessedSystem', { seenAs: 'systemId' }),
  'GET /api/unassessed/strays': own(
    'answers nothing to those who look after neither directory nor system: takeover.spec',
  ),
  'POST /api/unassessed/removals': asks('unassessed.decide', 'unassessed', {
    body: ({ unassessed }) => ({ ids: [unassessed['id']], reason: 'Har bytt arbete.' }),
  }),
  'POST /api/unassessed/campaigns': asks('takeover.open', 'unassessed', {
    body: ({ unassessed }) => ({
      systemId: unassessed['systemId'],
      closesOn: unassessed['soon'],
      unanswered: 'keep',
    }),
  }),
  'GET /api/access-map': asks('access-map.read', 'unit', {
    query: ({ unit }) => ({ unitId: unit['id'] ?? '' }),
  }),
  'GET /api/access-map/holders': asks('access-map.read', 'unit', {
    query: ({ unit }) => ({ unitId: unit['id'] ?? '' }),
  }),
  'POST /api/access-map/exports': asks('access-map.read', 'unit', {
    body: ({ unit }) => ({ unitId: unit['id'], purpose: 'Årlig kontroll av åtkomst.' }),
  }),
  'GET /api/grants/{id}/why': asks('person.read', 'grant'),
};
