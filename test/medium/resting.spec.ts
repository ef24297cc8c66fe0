import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DeskModule } from '../../src/desk/desk.module.js';
import { ApplyChanges, type Applied } from '../../src/grants/apply-changes.js';
import { GrantsModule } from '../../src/grants/grants.module.js';
import { ReadStanding } from '../../src/grants/read-standing.js';
import { NoticesModule } from '../../src/notices/notices.module.js';
import { TellPeople } from '../../src/notices/tell-people.js';
import type { Change } from '../../src/policy/model/access.js';
import type { Actor } from '../../src/policy/model/actor.js';
import { Jobs } from '../../src/platform/jobs.js';
import { CareHome, type Employee } from '../support/care-home.js';
import { startEdge, type Edge } from '../support/edge.js';

const system: Actor = { kind: 'system', name: 'test', channel: 'schedule' };
jest.setTimeout(60_000);

let edge: Edge;
let home: CareHome;
let unitId: string;
let owner: Employee;

beforeAll(async () => {
  edge = await startEdge({ rooms: [GrantsModule, NoticesModule, DeskModule] });
  await edge.app.get(Jobs).start();
  home = new CareHome(edge.database);
  unitId = await home.unit('/1/', 'Vården');
  owner = await home.employee(unitId);
});
afterAll(async () => {
  await edge.stop();
});

function carryOut(...changes: Change[]): Promise<Applied> {
  const now = edge.clock.now();
  return edge.database.transaction((tx) =>
    edge.app.get(ApplyChanges, { strict: false }).run(tx, system, changes, now),
  );
}

async function stored(grantId: string): Promise<{ suspended: string[]; outgrown: boolean; to: Date | null }> {
  const [row] = await edge.database.query<{ suspended: string[]; outgrown: boolean; to: Date | null }>(
    `SELECT suspended_for AS suspended, outgrown_at IS NOT NULL AS outgrown, valid_to AS "to" FROM access_grant WHERE id = $1`,
    [grantId],
  );
  if (!row) throw new Error('no such grant');
  return row;
}

describe('a grant that rests', () => {
  it('gives no right until every cause is gone, and works again without a new decision', async () => {
    const who = await home.employee(unitId);
    const { personId } = who;
    const grantId = await home.grant(who, await home.role(owner, { grindvakt: 'hr' }));
    const rights = async (): Promise<string[]> => [
      ...(await edge.app.get(ReadStanding, { strict: false }).run(edge.database, personId, edge.clock.now())),
    ];
    await carryOut(
      { kind: 'suspend', grantId, personId, cause: 'leave' },
      { kind: 'suspend', grantId, personId, cause: 'prerequisite' },
    );
    expect(await rights()).toEqual([]);
    await carryOut({ kind: 'resume', grantId, personId, cause: 'leave' });
    expect(await rights()).toEqual([]);
    expect((await stored(grantId)).suspended).toEqual(['prerequisite']);
    await carryOut({ kind: 'resume', grantId, personId, cause: 'prerequisite' });
    expect(await rights()).toEqual(['hr']);
  });

  it('is said once: to suspend what rests for that cause, or to wake what does not, changes nothing', async () => {
    const who = await home.employee(unitId);
    const { personId } = who;
    const grantId = await home.grant(who, await home.role(owner, { directory: 'vilar-en-gang' }));
    const rest: Change = { kind: 'suspend', grantId, personId, cause: 'off-shift' };
    const first = await carryOut(rest);
    expect(first.adjusted.map((g) => g.kind)).toEqual(['suspend']);
    expect(first.deliveries).toBe(1);
    expect(await carryOut(rest)).toMatchObject({ adjusted: [], deliveries: 0 });
    expect(await carryOut({ kind: 'resume', grantId, personId, cause: 'leave' })).toMatchObject({
      adjusted: [],
    });
  });

  it('that has ended never wakes (invariant 5)', async () => {
    const who = await home.employee(unitId);
    const { personId } = who;
    const grantId = await home.grant(who, await home.role(owner, { directory: 'vaknar-inte' }));
    await carryOut({ kind: 'suspend', grantId, personId, cause: 'leave' });
    await carryOut({ kind: 'end', grantId, personId, reason: 'expired' });
    expect(await carryOut({ kind: 'resume', grantId, personId, cause: 'leave' })).toMatchObject({
      adjusted: [],
    });
    expect((await stored(grantId)).suspended).toEqual(['leave']);
  });

  it('is shortened and never lengthened, and remembers that its unit was left', async () => {
    const who = await home.employee(unitId);
    const { personId } = who;
    const grantId = await home.grant(who, await home.role(owner, { directory: 'kortas' }));
    const soon = new Date(edge.clock.now().getTime() + 5 * 86_400_000);
    const later = new Date(soon.getTime() + 86_400_000);
    await carryOut({ kind: 'shorten', grantId, personId, validTo: soon, outgrown: true });
    await carryOut({ kind: 'shorten', grantId, personId, validTo: later, outgrown: true });
    expect(await stored(grantId)).toEqual({ suspended: [], outgrown: true, to: soon });
    await carryOut({ kind: 'fits', grantId, personId });
    expect(await stored(grantId)).toEqual({ suspended: [], outgrown: false, to: soon });
  });
});

describe('a notice', () => {
  it('is told with the change, once, and taken off one’s own list alone', async () => {
    const who = await home.employee(unitId);
    const other = await home.employee(unitId);
    const tell = edge.app.get(TellPeople, { strict: false });
    const notice = { to: who.personId, kind: 'grant-outgrown', about: other.personId, dedupe: 'x' } as const;
    await edge.database.transaction((tx) => tell.run(tx, [notice, notice]));
    await edge.database.transaction((tx) => tell.run(tx, [notice, { ...notice, to: other.personId }]));
    await expect(
      edge.database.transaction(async (tx) => {
        await tell.run(tx, [{ ...notice, dedupe: 'y' }]);
        throw new Error('the change failed');
      }),
    ).rejects.toThrow('the change failed');
    const cookie = await edge.signIn(who.personId);
    const ask = (path: string, body?: object): Promise<Response> =>
      fetch(`${edge.url}/api/${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { cookie, origin: edge.url, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    expect(await (await ask('notices')).json()).toMatchObject({
      items: [{ kind: 'grant-outgrown', person: { id: other.personId } }],
      next: null,
    });
    expect(await (await ask('notices/read', { ids: 'all' })).json()).toEqual({ read: 1 });
    expect(await (await ask('notices')).json()).toEqual({ items: [], next: null });
    const left = await edge.database.query(`SELECT FROM notice WHERE to_id = $1 AND read_at IS NULL`, [
      other.personId,
    ]);
    expect(left).toHaveLength(1);
  });
});
