import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { CatalogueError, LoadCatalogue } from '../../src/catalogue/load-catalogue.js';
import { ReadCatalogue } from '../../src/catalogue/read-catalogue.js';
import { Refused } from '../../src/platform/refused.js';
import { isLive } from '../../src/policy/model/access.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { isInForce, type Employment } from '../../src/policy/model/people.js';
import { selects } from '../../src/policy/model/selector.js';
import { CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';
import { smallCatalogue, type SmallCatalogue } from '../support/small-catalogue.js';

const operator: Actor = { kind: 'operator', name: 'prov', channel: 'command' };

let edge: Edge;
let home: CareHome;
let load: LoadCatalogue;
let catalogue: ReadCatalogue;
let owner: Employee;
let numbers: { informationOwner: string; systemOwner: string };

beforeAll(async () => {
  edge = await startEdge({ rooms: [CatalogueModule] });
  load = edge.app.get(LoadCatalogue);
  catalogue = edge.app.get(ReadCatalogue);
  home = new CareHome(edge.database);
  const unitId = await home.unit('/1/', 'Staben');
  owner = await home.employee(unitId, { name: 'Ägare' });
  const second = await home.employee(unitId, { name: 'Andra' });
  numbers = { informationOwner: await numberOf(owner), systemOwner: await numberOf(second) };
});
afterAll(async () => {
  await edge.stop();
});

async function numberOf(who: Employee): Promise<string> {
  const [row] = await edge.database.query<{ number: string }>(`SELECT number FROM employment WHERE id = $1`, [
    who.employmentId,
  ]);
  return row?.number ?? '';
}

function declared(more: Partial<SmallCatalogue> = {}): Record<string, unknown> {
  return smallCatalogue({
    source: 'home',
    ...numbers,
    roles: [
      { key: 'las', group: 'journal-las' },
      { key: 'hr', group: 'journal-hr', requestable: false },
    ],
    birthrightRules: [
      { key: 'alla', name: 'Läsrätt till alla', role: 'las', selector: { titleCodes: ['2070*'] } },
    ],
    ...more,
  });
}

async function mistakes(file: unknown): Promise<readonly string[]> {
  const error: unknown = await load.run(operator, file).catch((e: unknown) => e);
  if (!(error instanceof CatalogueError)) throw new Error('the catalogue was taken');
  return error.problems;
}

const nothing = {
  systems: 0,
  entitlements: 0,
  roles: 0,
  analyses: 0,
  birthrightRules: 0,
  prerequisites: 0,
  vacant: [],
};

describe('a declared catalogue', () => {
  it('is taken in whole, and a second time changes nothing', async () => {
    expect(await load.run(operator, declared())).toEqual({
      systems: 1,
      entitlements: 2,
      roles: 2,
      analyses: 2,
      birthrightRules: 1,
      prerequisites: 0,
      vacant: [],
    });
    const before = await edge.database.query<{ n: number }>(`SELECT count(*)::int AS n FROM audit_entry`);
    expect(await load.run(operator, declared())).toEqual(nothing);
    expect(await edge.database.query(`SELECT count(*)::int AS n FROM audit_entry`)).toEqual(before);
    const [rule] = await catalogue.birthrightRules(edge.database);
    expect(rule).toMatchObject({
      name: 'Läsrätt till alla',
      selector: { titleCodes: ['2070*'] },
      reviewDays: 90,
      analysis: { version: 1, state: 'approved', validTo: '2099-12-31' },
    });
  });

  it('gives a changed analysis a new version, keeps the old one, and moves the birthright to the new', async () => {
    const [before] = (await catalogue.roles(edge.database)).filter((role) => role.key === 'las');
    const changed = declared({
      roles: [
        { key: 'las', group: 'journal-las', purpose: 'Ett annat ändamål' },
        { key: 'hr', group: 'journal-hr', requestable: false },
      ],
    });
    expect(await load.run(operator, changed)).toEqual({ ...nothing, analyses: 1, birthrightRules: 1 });
    const role = before ? await catalogue.role(edge.database, before.id) : null;
    expect(role?.analysis).toMatchObject({
      version: 2,
      approvedBy: owner.personId,
      content: { purpose: 'Ett annat ändamål' },
    });
    const old = before?.analysis?.id ?? '';
    const kept = (await catalogue.analysesById(edge.database, [old])).get(old);
    expect(kept).toMatchObject({ version: 1, state: 'superseded', content: before?.analysis?.content });
    const [rule] = await catalogue.birthrightRules(edge.database);
    expect(rule?.analysis.id).toBe(role?.analysis?.id);
    expect((await edge.audit('analysis.approved')).at(-1)).toMatchObject({
      detail: { role: 'las', version: 2, approvedBy: owner.personId },
    });
  });

  it('is refused with every mistake named and nothing changed', async () => {
    const problems = await mistakes({
      ...declared({
        informationOwner: 'nobody-has-this',
        roles: [
          { key: 'las', group: 'journal-las', unitKinds: ['slott'] },
          { key: 'hr', group: 'journal-hr', requestable: false },
        ],
        birthrightRules: [
          { key: 'alla', name: 'Till alla', role: 'las', selector: { unitsBelow: ['99999'] } },
        ],
      }),
    });
    expect(problems).toEqual([
      'systems.journal.informationOwner: nobody has employment nobody-has-this',
      'unitsBelow: there is no unit 99999',
      'unitKinds: there is no unit of the kind slott',
    ]);
    const shape = await mistakes({
      ...declared({
        roles: [
          { key: 'las', right: 'everything', maxDays: 5000 },
          { key: 'las', group: 'ÅÄÖ' },
        ],
        birthrightRules: [{ key: 'fel', name: 'Fel roll', role: 'saknas', selector: {} }],
      }),
      extra: true,
    });
    expect(shape.join('\n')).toContain('roles.0.maxDays');
    expect(shape.join('\n')).toContain('externalName');
    expect(shape.join('\n')).toContain('extra');
    const references = await mistakes(
      declared({
        roles: [
          { key: 'las', right: 'everything' },
          { key: 'las', group: 'ett' },
        ],
        birthrightRules: [{ key: 'fel', name: 'Fel roll', role: 'saknas', selector: {} }],
      }),
    );
    expect(references.join('\n')).toContain('everything is not a right of Grindvakt');
    expect(references.join('\n')).toContain('roles.las: is there twice');
    expect(references.join('\n')).toContain('there is no role saknas');
    expect(
      await mistakes(declared({ roles: [{ key: 'ny', group: 'journal-las' }], birthrightRules: [] })),
    ).toEqual(['entitlements.ny-e: journal-las already belongs to las-e']);
    for (const file of [null, 7, 'text', [], {}]) expect((await mistakes(file)).length).toBeGreaterThan(0);
    expect(await catalogue.birthrightRules(edge.database)).toHaveLength(1);
  });

  it('survives an owner who has left: whoever owns the system keeps it, else the duty is vacant', async () => {
    const gone = await home.employee(owner.unitId, { to: '2021-01-01' });
    const systemOwner = await numberOf(gone);
    const owners = (): Promise<{ id: string }[]> =>
      edge.database.query(`SELECT system_owner_id AS id FROM information_system WHERE key = 'journal'`);
    const before = await owners();
    expect((await load.run(operator, declared({ systemOwner }))).vacant).toEqual([]);
    expect(await owners()).toEqual(before);
    await edge.database.query(`UPDATE information_system SET system_owner_id = $1 WHERE key = 'journal'`, [
      gone.personId,
    ]);
    const [vacant] = (await load.run(operator, declared({ systemOwner }))).vacant;
    expect(vacant).toMatch(/^systems\.journal\.systemOwner: .* has no employment in force on /);
    await load.run(operator, declared());
    expect(await owners()).toEqual(before);
  });

  it('cannot say that a leaver has approved an analysis since leaving', async () => {
    const gone = await home.employee(owner.unitId, { to: '2021-01-01' });
    await edge.database.query(
      `UPDATE information_system SET information_owner_id = $1 WHERE key = 'journal'`,
      [gone.personId],
    );
    const [problem] = await mistakes(
      declared({
        informationOwner: await numberOf(gone),
        roles: [
          { key: 'las', group: 'journal-las', purpose: 'En helt ny analys' },
          { key: 'hr', group: 'journal-hr', requestable: false },
        ],
      }),
    );
    expect(problem).toMatch(/^roles\.las\.analysis: the information owner did not work here on /);
    await edge.database.query(
      `UPDATE information_system SET information_owner_id = $1 WHERE key = 'journal'`,
      [owner.personId],
    );
  });

  it('cannot change what a role gives while somebody holds it', async () => {
    const role = (await catalogue.roles(edge.database)).find((r) => r.key === 'las');
    await home.grant(owner, { roleId: role?.id ?? '', analysisId: role?.analysis?.id ?? '' });
    const problems = await mistakes(
      declared({
        roles: [
          { key: 'las', group: 'journal-allt' },
          { key: 'hr', group: 'journal-hr', requestable: false },
        ],
      }),
    );
    expect(problems).toEqual([
      'roles.las: somebody holds it or has asked for it, so what it gives cannot change: declare a new role',
    ]);
  });

  it('cannot be declared by somebody signed in, whatever rights they hold', async () => {
    const actor: Actor = {
      kind: 'person',
      personId: owner.personId,
      level: 4,
      authenticatedAt: new Date(),
      channel: 'web',
      address: null,
    };
    await expect(load.run(actor, declared())).rejects.toThrow(Refused);
  });

  it('makes one version of an analysis when it is loaded many times at once', async () => {
    const changed = declared({
      roles: [
        { key: 'las', group: 'journal-las', purpose: 'Ett tredje ändamål' },
        { key: 'hr', group: 'journal-hr', requestable: false },
      ],
    });
    const loads = await Promise.all(Array.from({ length: 6 }, () => load.run(operator, changed)));
    expect(loads.filter((l) => l.analyses === 1)).toHaveLength(1);
    const role = (await catalogue.roles(edge.database)).find((r) => r.key === 'las');
    expect(role?.analysis?.version).toBe(4);
  });
});

type Line = Record<string, string>;

function csv(name: string): Line[] {
  const file = readFileSync(`config/demo-data/hr/2026-11-20/${name}`);
  return parseCsv(file, { columns: true, bom: true, delimiter: ';' });
}

describe('the demo organisation’s catalogue', () => {
  const employments = csv('anstallningar.csv');
  const units = new Map(csv('organisation.csv').map((unit) => [unit['EnhetId'] ?? '', unit]));
  const demo = parseYaml(readFileSync('config/demo.yaml', 'utf8')) as {
    featured: { name: string; hsaId: string }[];
  };
  const file: unknown = parseYaml(readFileSync('config/demo-catalogue.yaml', 'utf8'));
  const inForce = employments
    .map((line): Employment & { hsaId: string } => ({
      id: line['Anställningsnummer'] ?? '',
      personId: line['PersonId'] ?? '',
      unitId: line['EnhetId'] ?? '',
      unitPath: `/${line['EnhetId'] ?? ''}/`,
      unitKind: units.get(line['EnhetId'] ?? '')?.['Enhetstyp'] ?? '',
      careProviderId: 'p',
      kind: 'permanent',
      title: line['Befattning'] ?? '',
      titleCode: line['AIDkod'] || null,
      startDate: line['Startdatum'] ?? '',
      endDate: line['Slutdatum'] || null,
      terminated: false,
      leave: null,
      hsaId: line['HSAid'] ?? '',
    }))
    .filter((e) => isInForce(e, '2026-11-20'));

  beforeAll(async () => {
    // Units and owners as the first HR file names them; the whole file is the importer's own test.
    await edge.database.query(
      `INSERT INTO unit (care_provider_id, source, code, name, kind, path)
       SELECT (SELECT id FROM care_provider LIMIT 1), 'HR-VOF', u.code, u.name, u.kind, '/' || u.code || '/'
       FROM unnest($1::text[], $2::text[], $3::text[]) AS u(code, name, kind)`,
      [
        [...units.keys()],
        [...units.values()].map((unit) => unit['Enhetsnamn']),
        [...units.values()].map((unit) => unit['Enhetstyp']),
      ],
    );
    const named = new Set(JSON.stringify(file).match(/SE5555555555-[0-9A-Z]{4}/g));
    for (const { hsaId, id } of inForce.filter((e) => named.has(e.hsaId))) {
      const who = await home.employee(owner.unitId, { name: id });
      await edge.database.query(`INSERT INTO person_hsa_id (hsa_id, person_id) VALUES ($1, $2)`, [
        hsaId,
        who.personId,
      ]);
    }
  }, 30_000);

  it('is taken in, with a live analysis for every role', async () => {
    const loaded = await load.run(operator, file);
    expect(loaded.systems).toBeGreaterThanOrEqual(5);
    expect(loaded.birthrightRules).toBeGreaterThanOrEqual(3);
    expect(loaded.analyses).toBe(loaded.roles);
    for (const role of await catalogue.roles(edge.database))
      expect([role.key, role.analysis && isLive(role.analysis, '2026-11-21')]).toEqual([role.key, true]);
    expect(await load.run(operator, file)).toEqual(nothing);
  });

  it('has birthright rules that each match somebody', async () => {
    const rules = (await catalogue.birthrightRules(edge.database)).filter(
      (rule) => rule.name !== 'Läsrätt till alla',
    );
    expect(rules.length).toBeGreaterThanOrEqual(3);
    for (const rule of rules)
      expect([rule.name, inForce.filter((e) => selects(rule.selector, e)).length > 0]).toEqual([
        rule.name,
        true,
      ]);
  });

  it('has one privileged role, with a cap, that some IT technicians may activate', async () => {
    const privileged = (await catalogue.roles(edge.database)).filter((role) => role.privileged);
    expect(privileged).toHaveLength(1);
    const [admin] = privileged;
    expect(admin).toMatchObject({ holderCap: 2, activationHours: [1, 4, 8], requestable: false });
    const eligible = inForce.filter((e) => admin?.eligible && selects(admin.eligible, e));
    expect(new Set(eligible.map((e) => e.personId)).size).toBeGreaterThanOrEqual(3);
  });

  it('features people of the first HR file who are employed and not protected', () => {
    for (const { name, hsaId } of demo.featured) {
      const line = employments.find((l) => l['HSAid'] === hsaId);
      expect(`${line?.['Tilltalsnamn'] ?? ''} ${line?.['Efternamn'] ?? ''}`).toBe(name);
      expect(line?.['Skyddsmarkering']).toBe('N');
      expect(inForce.some((e) => e.hsaId === hsaId)).toBe(true);
    }
  });
});
