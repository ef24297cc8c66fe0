import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { DeskModule } from '../../src/desk/desk.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../support/care-home.js';
import { startEdge } from '../support/edge.js';
import { startTestServer, type ServerAddresses } from '../support/test-server.js';
import { quantile } from './support/directory-floor.js';
import { fillHistory } from './support/many-requests.js';

/**
 * Requests by the API of a running service: to send one and to decide on one, against a durable insert; what the page
 * foresees for somebody with 50 grants, against the same for somebody with none; and the search among a million
 * requests (or GRINDVAKT_BENCH_REQUESTS), against the same search among the first ten thousand.
 */
const many = Number(process.env['GRINDVAKT_BENCH_REQUESTS'] ?? '1000000');
const few = Math.min(many, 10_000);
const rounds = 150;
const assessment = {
  need: 'Behöver läsa planen i sitt arbete på enheten.',
  data: 'Anteckningar',
  riskTooWide: 'Någon läser för mycket.',
  riskTooNarrow: 'Vården uteblir för den enskilde.',
  days: 30,
};
const server = await startTestServer(true);
process.env['GRINDVAKT_TEST_DATABASE'] = server.address;
const edge = await startEdge({ rooms: [RequestsModule, DeskModule] });
const owner = new pg.Client({ connectionString: ownersUrl(server.address, edge.databaseUrl) });

try {
  await owner.connect();
  await edge.app.get(Jobs).start();
  const home = new CareHome(edge.database);
  const unit = await home.unit('/1/', 'Hemtjänsten');
  const manager = await home.employee(unit, { name: 'Chef' });
  const informationOwner = await home.employee(unit, { name: 'Ägare' });
  const auditor = await home.employee(unit, { name: 'Revisor' });
  const role = await home.role(informationOwner, { directory: 'GG-Journal' });
  await home.grant(auditor, await home.role(informationOwner, { grindvakt: 'auditor' }));
  await submitAndDecide(home, manager, informationOwner, role);
  await foresee(home, manager, informationOwner, role);
  await search(auditor, manager, informationOwner, role);
} finally {
  await owner.end();
  await edge.stop();
  await server.stop();
}

async function submitAndDecide(
  home: CareHome,
  manager: Employee,
  informationOwner: Employee,
  role: RoleFacts,
): Promise<void> {
  const staff: Employee[] = [];
  for (let n = 0; n < rounds + 10; n += 1) staff.push(await home.employee(manager.unitId, { manager }));
  const floor: number[] = [];
  await owner.query(`CREATE TABLE bench_floor (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), content text)`);
  const [sent, decided]: [number[], number[]] = [[], []];
  const asker = new Caller(edge.url, await edge.signIn(manager.personId));
  const decider = new Caller(edge.url, await edge.signIn(informationOwner.personId));
  for (const [n, person] of staff.entries()) {
    const insert = await timed(() => owner.query(`INSERT INTO bench_floor (content) VALUES ('prov')`));
    let id = '';
    const sending = await timed(async () => {
      const answer = await asker.post<{ id: string }>('/requests', { ...wanted(person, role), assessment });
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      id = answer.body.id;
    });
    const deciding = await timed(async () => {
      const answer = await decider.post(`/requests/${id}/decisions`, { outcome: 'approve' });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    });
    if (n < 10) continue;
    floor.push(insert);
    sent.push(sending);
    decided.push(deciding);
  }
  console.log(`floor: one durable insert: ${told(floor)}`);
  report('request-submit', sent, quantile(floor, 0.5), 20);
  report('request-decide', decided, quantile(floor, 0.5), 20);
}

async function foresee(
  home: CareHome,
  manager: Employee,
  informationOwner: Employee,
  role: RoleFacts,
): Promise<void> {
  const bare = await home.employee(manager.unitId, { manager });
  const laden = await home.employee(manager.unitId, { manager });
  for (let n = 0; n < 50; n += 1) await home.grant(laden, await home.role(informationOwner));
  const asker = new Caller(edge.url, await edge.signIn(manager.personId));
  const [floor, ours]: [number[], number[]] = [[], []];
  for (let n = 0; n < rounds; n += 1)
    for (const [person, times] of [
      [bare, floor],
      [laden, ours],
    ] as const)
      times.push(
        await timed(async () => {
          const answer = await asker.post('/requests/preview', { ...wanted(person, role), days: 30 });
          if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
        }),
      );
  console.log(`floor: the preview for somebody without access: ${told(floor)}`);
  report('request-preview-50-grants', ours, quantile(floor, 0.5), 1.5);
}

async function search(
  auditor: Employee,
  manager: Employee,
  informationOwner: Employee,
  role: RoleFacts,
): Promise<void> {
  const callers = {
    auditor: new Caller(edge.url, await edge.signIn(auditor.personId)),
    manager: new Caller(edge.url, await edge.signIn(manager.personId)),
    owner: new Caller(edge.url, await edge.signIn(informationOwner.personId)),
  };
  const searches: [string, keyof typeof callers, string][] = [
    ['newest', 'auditor', ''],
    ['rare word', 'auditor', 'q=provord7'],
    ['common word', 'auditor', 'q=behöver'],
    ['number', 'auditor', 'q=500'],
    ['person', 'auditor', 'person=Ovan777'],
    ['refused', 'auditor', 'state=refused'],
    ['newest', 'manager', ''],
    ['common word', 'manager', 'q=behöver'],
    ['newest', 'owner', ''],
    ['rare word', 'owner', 'q=provord7'],
  ];
  const run = async (who: keyof typeof callers, query: string): Promise<number[]> => {
    const times: number[] = [];
    for (let n = 0; n < 22; n += 1) {
      const took = await timed(async () => {
        const answer = await callers[who].get<{ items: unknown[] }>(
          `/requests/history?${new URLSearchParams(query).toString()}`,
        );
        if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
      });
      if (n >= 2) times.push(took);
    }
    return times;
  };
  const places = { person: manager, decider: informationOwner, role };
  await fillHistory(owner, places, 0, few);
  const before: number[] = [];
  for (const [, who, query] of searches) before.push(quantile(await run(who, query), 0.5));
  await fillHistory(owner, places, few, many);
  for (const [n, [name, who, query]] of searches.entries()) {
    const floor = before[n] ?? 0;
    console.log(`floor: ${name}, by ${who}, among ${String(few)}: p50 ${floor.toFixed(1)} ms`);
    report(`request-search-${who}-${name.replaceAll(' ', '-')}`, await run(who, query), floor, 1.5);
  }
}

function wanted({ personId, employmentId }: Employee, { roleId }: RoleFacts): Record<string, unknown> {
  return { personId, employmentId, roleId };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function told(times: readonly number[]): string {
  return `p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms`;
}

function report(name: string, times: readonly number[], floor: number, target: number): void {
  const ratio = quantile(times, 0.5) / floor;
  console.log(`${name}: ${told(times)}`);
  console.log(
    `BENCH ${name} ratio=${ratio.toFixed(2)} target<=${target.toFixed(2)} ${ratio <= target ? 'ok' : 'short'}`,
  );
}

/** The schema's owner, in the database of the service. */
function ownersUrl(address: string, databaseUrl: string): string {
  const url = new URL((JSON.parse(address) as ServerAddresses).owner);
  url.pathname = new URL(databaseUrl).pathname;
  return url.href;
}
