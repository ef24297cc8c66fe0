import { PersonNumbers } from '../../../src/platform/person-numbers.js';
import { dayFrom, insertRow, posted } from './lay.js';
import type { Laid, ObjectName, World } from './world.js';

type OfPeople =
  | 'external' | 'checklist' | 'duty' | 'correction' | 'prerequisite' | 'completionImport' | 'hrSource' | 'import'
  | 'alarm' | 'finding' | 'case' | 'twins' | 'merge' | 'simulation' | 'held' | 'passkey'; // prettier-ignore

/** What is about people and comes from HR. */
export async function layPeople(world: World, systemId: string): Promise<Record<OfPeople, Laid>> {
  const { edge, home, people, units } = world;
  const now = edge.clock.now();
  const day = dayFrom(world);
  const insert = insertRow(world);
  const post = posted(world);

  const { guest } = people;
  await edge.database.query(`UPDATE employment SET kind = 'consultant' WHERE id = $1`, [guest.employmentId]);
  await insert(
    'external_engagement',
    {
      employment_id: guest.employmentId,
      sponsor_id: people.sponsor.personId,
      state: 'sponsored',
      agreed_from: day(-30),
      agreed_to: day(90),
    },
    'employment_id',
  );

  const leaver = await home.employee(units.ours, { name: 'Slutar', manager: people.manager, to: day(5) });
  const checklist = await insert('leaver_checklist', {
    employment_id: leaver.employmentId,
    person_id: leaver.personId,
    manager_id: people.manager.personId,
    last_day: day(5),
    opened_at: now,
  });
  const item = await insert('leaver_item', {
    checklist_id: checklist,
    key: 'nycklar',
    label_sv: 'Nycklar',
    label_en: 'Keys',
    owner: 'manager',
    due_days: 0,
    due_on: day(5),
  });
  const duty = await insert('duty', {
    kind: 'system-owner',
    object_id: systemId,
    holder_id: people.systemOwner.personId,
    state: 'coming',
    last_day: day(20),
  });
  const correction = await post<{ id: string }>('manager', '/staff/corrections', {
    employmentId: people.colleague.employmentId,
    kind: 'has-left',
    note: 'Slutade i går.',
  });
  const prerequisite = await insert('prerequisite', {
    key: 'hygien',
    kind: 'course',
    code: 'HYG',
    name_sv: 'Basal hygien',
    name_en: 'Hygiene',
    how_sv: 'Gå kursen.',
    how_en: 'Take the course.',
  });
  const [licence, identity] = await Promise.all(
    (['licence', 'identity-check'] as const).map((kind) =>
      insert('prerequisite', {
        key: kind,
        kind,
        name_sv: kind,
        name_en: kind,
        how_sv: 'Visa upp.',
        how_en: 'Show it.',
      }),
    ),
  );
  // So long that whoever watches the directory is told.
  await insert('account', {
    person_id: people.colleague.personId,
    target: 'directory',
    username: 'gv1',
    wanted_version: 2,
    wanted_since: new Date(now.getTime() - 86_400_000),
  });
  const completionImport = await insert('completion_import', {
    source: 'kurser',
    channel: 'page',
    state: 'applied',
    dry_run: false,
    started_by: people.hr.personId,
    started_at: now,
  });
  const hrImport = await insert('hr_import', {
    source: world.hrSource,
    channel: 'page',
    state: 'held',
    as_of: day(0),
    started_by: people.sponsor.personId,
    started_at: now,
  });
  const held = await insert('held_change', {
    kind: 'midnight',
    title: 'Natten',
    held_at: now,
    caused_by: [],
    persons: 1,
    tripped: '[]',
    payload: {},
  });
  const facts = [
    {
      call_name: 'Kim',
      family_name: 'Prov',
      protection: 'none',
      email: null,
      hsa_id: null,
      number: 'A1',
      title: 'Undersköterska',
      unit_code: '10',
      start_date: day(-10),
      end_date: null,
    },
  ];
  const opened = await insert('correlation_case', {
    source: world.hrSource,
    source_key: 'okänd-1',
    reason: 'weak-match',
    facts_sealed: edge.app.get(PersonNumbers).seal(JSON.stringify(facts)),
    as_of: day(0),
    opened_at: now,
  });
  const [one, two, third, fourth] = await Promise.all(
    [1, 2, 3, 4].map(() => home.employee(units.theirs, { name: 'Tvilling' })),
  );
  const merge = await post<{ id: string }>('hr', '/data-quality/merges', {
    survivorId: third?.personId,
    mergedId: fourth?.personId,
    reason: 'Samma person två gånger.',
  });
  const simulation = await post<{ id: string }>('hr', '/simulations', {
    kind: 'organisation',
    way: 'close',
    unit: '20',
  });
  const passkey = await insert('passkey', {
    person_id: people.worker.personId,
    credential_id: 'AAAA',
    public_key: Buffer.from('x'),
    algorithm: -7,
    counter: 0,
    device_bound: true,
    backed_up: false,
    aaguid: '00000000-0000-0000-0000-000000000000',
    attestation: 'none',
    transports: [],
    name: 'Min nyckel',
    enrolled_by: 'provider',
    created_at: now,
  });
  const laid = (ids: Record<string, string>, relations: Laid['relations'] = {}): Laid => ({ ids, relations });
  return {
    external: laid(
      { id: guest.employmentId },
      { self: ['guest'], sponsor: ['sponsor'], manager: ['manager'] },
    ),
    checklist: laid({ id: checklist, item }, { 'item-owner': ['manager'] }),
    duty: laid({ id: duty }),
    correction: laid({ id: correction.id }),
    prerequisite: laid({ id: prerequisite, licence: licence ?? '', identity: identity ?? '' }),
    alarm: laid({ id: 'directory-waiting' }),
    completionImport: laid({ id: completionImport }),
    hrSource: laid({ id: world.hrSource }),
    import: laid({ id: hrImport }),
    finding: laid({ kind: 'no-manager' }),
    case: laid({ id: opened }),
    twins: laid({ one: one?.personId ?? '', two: two?.personId ?? '' }),
    merge: laid({ id: merge.id }),
    simulation: laid({ id: simulation.id }),
    held: laid({ id: held }),
    passkey: { ids: { id: passkey }, relations: {}, owner: 'worker' },
  } satisfies Partial<Record<ObjectName, Laid>>;
}
