import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { digestOf, newSecret } from '../../../src/sign-in/secrets.js';
import { layPeople } from './objects-of-people.js';
import { dayFrom, insertRow, posted } from './lay.js';
import type { Laid, ObjectName, World } from './world.js';

type Relations = Laid['relations'];

/** One object of every kind, by the API where it can be asked for in a call or two, else straight into its table. */
export async function layObjects(world: World): Promise<Record<ObjectName, Laid>> {
  const { edge, home, people, units } = world;
  const { database } = edge;
  const day = dayFrom(world);
  const insert = insertRow(world);
  const post = posted(world);

  const owned: Relations = { 'information-owner': ['informationOwner'], 'system-owner': ['systemOwner'] };
  const about: Relations = { self: ['worker'], manager: ['manager'] };

  const journal = await world.roleOf(people.informationOwner, people.systemOwner);
  await world.roleOf(people.otherOwner, people.otherOwner);
  const { systemId } = journal;
  const assessment = {
    need: 'Behöver läsa planen i sitt arbete på enheten.',
    data: 'Anteckningar',
    riskTooWide: 'Någon läser för mycket.',
    riskTooNarrow: 'Vården uteblir för den enskilde.',
    days: 30,
  };
  const person = {
    id: people.worker.personId,
    personId: people.worker.personId,
    employmentId: people.worker.employmentId,
    colleagueId: people.colleague.personId,
  };

  // The register
  const [entitlement] = await database.query<{ id: string }>(
    `SELECT entitlement_id AS id FROM role_entitlement WHERE role_id = $1`,
    [journal.roleId],
  );
  const content = {
    name: { sv: 'Ny roll', en: 'New role' },
    sentence: { sv: 'Låter en läsa i journalen.', en: 'Lets one read the record.' },
    entitlements: [entitlement?.id],
    includes: [],
    requires: [],
    risk: 2,
    requiredLevel: 3,
    maxDays: 180,
    reviewDays: 90,
    dataClass: null,
    requestable: true,
    askableBy: null,
    suggestedFor: null,
    mover: 'review',
    privileged: null,
  };
  const proposed = await post<{ version: number }>('systemOwner', `/roles/${journal.roleId}/versions`, {
    base: 1,
    content,
    reason: 'Förtydligar vad rollen ger.',
  });
  const draftSystem = await post<{ id: string }>('security', '/systems', {
    name: 'Nya journalen',
    purpose: 'Dokumentera vård.',
    informationOwnerId: people.informationOwner.personId,
    systemOwnerId: people.systemOwner.personId,
  });
  const bareRoleId = await insert('role', {
    key: randomUUID(),
    system_id: systemId,
    name_sv: 'Utan analys',
    name_en: 'Without analysis',
    sentence_sv: 'Låter en prova.',
    sentence_en: 'Lets one try.',
    risk: 1,
    max_days: 90,
    review_days: 90,
    state: 'in-use',
  });
  const bareAnalysedRole = await world.roleIn(systemId);
  const analysis = await layAnalysis(world, bareAnalysedRole.roleId);

  // Access
  const grantId = await home.grant(people.worker, journal);
  await home.grant(people.colleague, journal);
  const privileged = await world.roleIn(systemId, {
    directory: 'GG-Admin',
    privileged: { cap: 5, eligible: { titleCodes: ['9999'] }, hours: [1] },
  });
  const raised = await home.grant(people.eligible, privileged, {
    source: 'activation',
    validTo: new Date(edge.clock.now().getTime() + 3_600_000),
  });
  const activationId = await insert('activation', {
    person_id: people.eligible.personId,
    role_id: privileged.roleId,
    grant_id: raised,
    reason: 'Felsöker en inloggning.',
    hours: 1,
    started_at: edge.clock.now(),
    ends_at: new Date(edge.clock.now().getTime() + 3_600_000),
  });

  // Requests
  const other = await world.roleIn(systemId);
  const draft = await post<{ id: string }>('manager', '/requests/drafts', {
    content: { kind: 'new', beneficiaries: [], roleId: null, rolesLeft: [], assessment: null },
  });
  const attachmentId = await insert('request_attachment', {
    draft_id: draft.id,
    uploaded_by: people.manager.personId,
    uploaded_at: edge.clock.now(),
    name: 'intyg.txt',
    media_type: 'text/plain',
    bytes: 4,
    content: Buffer.from('prov'),
  });
  const request = await post<{ id: string }>('manager', '/requests', {
    personId: person.id,
    employmentId: person.employmentId,
    roleId: other.roleId,
    assessment,
  });
  const sentFile = await insert('request_attachment', {
    uploaded_by: people.manager.personId,
    uploaded_at: edge.clock.now(),
    name: 'intyg.txt',
    media_type: 'text/plain',
    bytes: 4,
    content: Buffer.from('prov'),
  });
  await insert('request_attachment_use', { request_id: request.id, attachment_id: sentFile }, 'request_id');
  const delegations = await post<{ given: { id: string }[] }>('informationOwner', '/delegations', {
    delegateId: people.delegate.personId,
    from: day(0),
    to: day(10),
    reason: 'Semester i två veckor.',
  });

  // Reviews
  const campaign = await post<{ id: string }>('security', '/reviews', {
    name: 'Vårens granskning',
    unitId: units.ours,
    closesOn: day(30),
    noAnswer: 'keep',
  });
  const [item] = await database.query<{ id: string }>(
    `SELECT id FROM review_item WHERE campaign_id = $1 AND person_id = $2 AND reviewer_id = $3 LIMIT 1`,
    [campaign.id, person.id, people.manager.personId],
  );
  if (!item) throw new Error('The review asks the manager about nothing.');

  // Duties apart and exceptions
  const ruleContent = {
    name: 'Beställa och attestera',
    why: 'Den som beställer ska inte betala.',
    mode: 'record',
    left: { roleIds: [journal.roleId], entitlementIds: [], people: null },
    right: { roleIds: [other.roleId], entitlementIds: [], people: null },
    reason: 'Krav i ekonomireglementet.',
    version: null,
  };
  const rule = await post<{ id: string }>('security', '/separation/rules', ruleContent);
  const exemption = await post<{ id: string }>('security', '/separation/exemptions', {
    ruleId: rule.id,
    personId: people.colleague.personId,
    reason: 'Ensam på jouren hela natten.',
    control: 'Chefen läser loggen varje vecka.',
    validTo: day(60),
  });
  const exceptionId = await insert('assurance_exception', {
    system_id: systemId,
    role_ids: [other.roleId],
    risk_analysis: 'Läsplattorna i bilarna saknar kortläsare, och uppgifterna är få.',
    safeguards: 'Läsplattan låses efter en minut.',
    valid_to: day(60),
    ordered_by: people.systemOwner.personId,
    ordered_at: edge.clock.now(),
  });
  const account = await insert('break_glass_account', {
    name: 'nöd-1',
    secret_hash: 'x',
    keeper_one: people.it.personId,
    keeper_two: people.cards.personId,
    sealed_at: edge.clock.now(),
    sealed_by: 'prov',
  });
  const emergencyId = await insert('break_glass_opening', {
    account_id: account,
    person_id: people.it.personId,
    rights: ['it'],
    reason: 'Inloggningen är nere.',
    opened_by: 'prov',
    opened_at: edge.clock.now(),
    expires_at: new Date(edge.clock.now().getTime() + 60_000),
    first_used_at: edge.clock.now(),
    closed_at: edge.clock.now(),
    closed_by: 'prov',
    review_due_on: day(3),
  });
  const report = await post<{ id: string }>('worker', '/credential-reports', {
    means: { provider: 'nobody', method: null },
    cause: 'lost',
  });
  const openReport = await insert('credential_report', {
    person_id: person.id,
    cause: 'stolen',
    channel: 'outside',
    state: 'unconfirmed',
    reported_at: edge.clock.now(),
    due_on: day(3),
  });
  const handling = await insert('handled_access', {
    person_id: person.id,
    entitlement_id: entitlement?.id,
    wanted: true,
    wanted_since: edge.clock.now(),
    due_on: day(3),
  });
  await world.signInAnew();

  await insert('credential_invitation', {
    person_id: person.id,
    digest: digestOf(newSecret()),
    issued_by: people.it.personId,
    document: 'passport',
    issued_at: edge.clock.now(),
    expires_at: new Date(edge.clock.now().getTime() + 3_600_000),
  });
  await insert(
    'sign_in_attempts',
    {
      subject: 'person',
      key: createHash('sha256').update(`person\0${person.id}`).digest(),
      failures: 3,
      last_at: edge.clock.now(),
    },
    'subject',
  );

  // Programs
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const clientContent = {
    name: 'Personalsystemet',
    purpose: 'Skickar händelser om anställningar.',
    scopes: ['hr.events'],
    hrSource: world.hrSource,
    authentication: 'private_key_jwt',
    ownerId: people.it.personId,
    expiresOn: day(300),
    key: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    keyName: 'hösten',
  };
  const client = await post<{ id: string }>('it', '/api-clients', clientContent);
  const token = newSecret();
  await insert('api_token', {
    id: digestOf(token),
    client_id: client.id,
    scopes: ['hr.events'],
    expires_at: new Date(edge.clock.now().getTime() + 3_600_000),
  });

  // What was there before
  const groupId = await insert('found_group', {
    target: 'directory',
    key: 'gammal grupp',
    name: 'Gammal grupp',
    members: 0,
    first_seen: edge.clock.now(),
    last_seen: edge.clock.now(),
  });
  const unassessedId = await insert('unassessed_access', {
    entitlement_id: entitlement?.id,
    person_id: person.id,
    employment_id: person.employmentId,
    username: 'gammal1',
    found_at: edge.clock.now(),
    keep_until: day(60),
    state: 'open',
  });
  const [session] = await database.query<{ id: string }>(
    `SELECT public_id AS id FROM session WHERE person_id = $1 ORDER BY signed_in_at DESC LIMIT 1`,
    [person.id],
  );
  const version = String(proposed.version);
  const soon = day(45);
  const answering: Relations = { ...about, ...owned };
  return {
    nothing: { ids: {}, relations: {} },
    person: { ids: person, relations: about },
    staff: { ids: person, relations: { manager: ['manager'] } },
    // Of a unit each owner sees what is held in systems of their own.
    unit: {
      ids: { id: units.ours, soon },
      relations: {
        'unit-manager': ['manager'],
        'information-owner': ['informationOwner', 'otherOwner'],
        'system-owner': ['systemOwner', 'otherOwner'],
      },
    },
    hidden: {
      ids: { id: people.guest.personId, name: 'guest Prov' },
      relations: { self: ['guest'], manager: ['manager'] },
    },
    grant: { ids: { id: grantId }, relations: about },
    role: {
      ids: { id: journal.roleId, version, systemId, content: JSON.stringify(content) },
      relations: owned,
    },
    bareRole: { ids: { id: bareRoleId }, relations: owned },
    privilegedRole: { ids: { id: privileged.roleId }, relations: { eligible: ['eligible'] } },
    activation: { ids: { id: activationId }, relations: { self: ['eligible'] } },
    system: { ids: { id: systemId, registrarId: world.registrar.personId }, relations: owned },
    draftSystem: { ids: { id: draftSystem.id }, relations: owned },
    entitlement: { ids: { systemId, id: entitlement?.id ?? '' }, relations: owned },
    analysis: {
      ids: analysis,
      relations: { ...owned, consulted: ['consulted'], 'action-owner': ['planOwner'] },
    },
    // Of a role that can be asked for: whoever leads somebody may read why.
    approvedAnalysis: {
      ids: { id: journal.analysisId },
      relations: { ...owned, manager: ['manager', 'otherManager'] },
    },
    request: {
      ids: { id: request.id, attachmentId: sentFile },
      relations: {
        ...about,
        requester: ['manager'],
        approver: ['informationOwner', 'delegate'],
        'system-owner': ['systemOwner'],
      },
    },
    draft: { ids: { id: draft.id, attachmentId }, relations: {}, owner: 'manager' },
    delegation: {
      ids: { id: delegations.given[0]?.id ?? '' },
      relations: { delegator: ['informationOwner'], delegate: ['delegate'] },
    },
    campaign: { ids: { id: campaign.id, itemId: item.id }, relations: { reviewer: ['manager'] } },
    rule: { ids: { id: rule.id, content: JSON.stringify(ruleContent), soon }, relations: {} },
    exemption: { ids: { id: exemption.id }, relations: {} },
    exception: { ids: { id: exceptionId }, relations: { ...owned, requester: ['systemOwner'] } },
    emergency: { ids: { id: emergencyId }, relations: {} },
    report: { ids: { id: report.id, today: day(0) }, relations: about },
    handling: { ids: { id: handling }, relations: { handler: ['systemOwner'] } },
    openReport: { ids: { id: openReport }, relations: about },
    client: { ids: { id: client.id, token, content: JSON.stringify(clientContent) }, relations: {} },
    provider: { ids: { id: 'nobody' }, relations: {} },
    group: { ids: { id: groupId }, relations: { 'system-owner': ['systemOwner'] } },
    // Groups belong to no system yet: whoever runs some system looks after them too.
    directory: { ids: { id: groupId }, relations: { 'system-owner': ['systemOwner', 'otherOwner'] } },
    unassessed: { ids: { id: unassessedId, systemId, soon }, relations: answering },
    unassessedSystem: { ids: { systemId }, relations: owned },
    session: { ids: { id: session?.id ?? '' }, relations: {}, owner: 'worker' },
    ...(await layPeople(world, systemId)),
  };
}

/** An analysis that is being written, with somebody asked about it and somebody who carries out a plan. */
async function layAnalysis(world: World, roleId: string): Promise<Record<string, string>> {
  const { people, edge } = world;
  const insert = insertRow(world);
  const drafted = await posted(world)<{ id: string }>('systemOwner', '/analyses', { roleId });
  await insert('analysis_consultation', {
    analysis_id: drafted.id,
    round: 1,
    person_id: people.consulted.personId,
    capacity: 'Verksamhetschef',
    asked_by: people.systemOwner.personId,
    asked_at: edge.clock.now(),
  });
  const actionId = await insert('analysis_action', {
    analysis_id: drafted.id,
    risk_id: 'r1',
    what: 'Utbilda alla som läser.',
    owner_id: people.planOwner.personId,
    due_on: dayFrom(world)(30),
    made_by: people.systemOwner.personId,
    made_at: edge.clock.now(),
  });
  return { id: drafted.id, actionId };
}
