import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AnalysesModule } from '../../src/catalogue/analyses/analyses.module.js';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { TargetUnavailable, type PasswordChecker } from '../../src/connectors/connector.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { ApiClientsModule } from '../../src/api-clients/api-clients.module.js';
import { ExceptionsModule } from '../../src/credentials/exceptions/exceptions.module.js';
import { LostCredentialsModule } from '../../src/credentials/lost-credentials.module.js';
import { DeskModule } from '../../src/desk/desk.module.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { OversightModule } from '../../src/oversight/oversight.module.js';
import { PeopleModule } from '../../src/people/people.module.js';
import { encodeCursor } from '../../src/platform/cursor.js';
import { document } from '../../src/platform/http/openapi.js';
import { Jobs } from '../../src/platform/jobs.js';
import { PrivilegeModule } from '../../src/privilege/privilege.module.js';
import { ByHandModule } from '../../src/provisioning/by-hand/by-hand.module.js';
import { ProvisioningModule } from '../../src/provisioning/provisioning.module.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import { ReviewsModule } from '../../src/reviews/reviews.module.js';
import { SeparationModule } from '../../src/separation/separation.module.js';
import { BreakGlassModule } from '../../src/sign-in/break-glass/break-glass.module.js';
import { CodesModule } from '../../src/sign-in/codes/codes.module.js';
import { OwnCredentialsModule } from '../../src/sign-in/own-credentials.module.js';
import { DiscoveryModule } from '../../src/takeover/discovery.module.js';
import { TakeoverModule } from '../../src/takeover/takeover.module.js';
import { startEdge, type Edge } from '../support/edge.js';
import { demoSource } from '../support/hr-delivery.js';
import { someEvents } from '../support/hr-events.js';
import { World, type Actor, type ObjectName } from '../support/matrix/world.js';
import { MemoryDirectory } from '../support/memory-directory.js';

jest.setTimeout(240_000); // thousands of questions

interface List {
  readonly path: string;
  readonly query: readonly string[];
  /** Who may read it. */
  readonly as: Actor;
  /** What must be said. */
  readonly must: Record<string, string>;
}

const lists: [string, Actor, ObjectName?][] = [
  ['/systems', 'security'],
  ['/systems/{id}/history', 'systemOwner', 'system'],
  ['/roles', 'security'],
  ['/roles/choices', 'security'],
  ['/roles/{id}/history', 'systemOwner', 'role'],
  ['/analyses', 'informationOwner'],
  ['/requests', 'informationOwner'],
  ['/requests/history', 'auditor'],
  ['/requests/history', 'manager'],
  ['/delegations/colleagues', 'informationOwner'],
  ['/separation/conflicts', 'security'],
  ['/separation/exemptions', 'security'],
  ['/access-map', 'security'],
  ['/access-map/holders', 'security'],
  ['/discovery/groups', 'it'],
  ['/unassessed', 'security'],
  ['/unassessed/strays', 'security'],
  ['/privilege/activations', 'security'],
  ['/handling', 'systemOwner'],
  ['/reviews', 'security'],
  ['/reviews/{id}/items', 'security', 'campaign'],
  ['/tasks', 'manager'],
  ['/notices', 'manager'],
  ['/people', 'security'],
];

const demanded: Record<string, Record<string, string>> = {
  '/requests': { view: 'to-decide' },
  '/roles/choices': { kind: 'entitlement' },
  '/delegations/colleagues': { q: 'ko' },
};

let edge: Edge;
let world: World;
let known: List[] = [];

beforeAll(async () => {
  const source = demoSource();
  const delivery = ProvisioningModule.with({ useFactory: () => new MemoryDirectory() });
  const noPasswords: PasswordChecker = {
    checkPassword: () => Promise.reject(new TargetUnavailable('no directory here')),
    close: () => Promise.resolve(),
  };
  edge = await startEdge({
    rooms: [
      PeopleModule,
      CatalogueModule,
      AnalysesModule,
      ApiClientsModule,
      SeparationModule,
      OwnCredentialsModule,
      CodesModule.with({ useFactory: () => noPasswords }),
      BreakGlassModule,
      LostCredentialsModule,
      ExceptionsModule,
      RequestsModule,
      ReviewsModule,
      PrivilegeModule,
      LifecycleModule.with({ useFactory: () => new HrFileReader() }),
      TakeoverModule,
      OversightModule,
      ByHandModule,
      delivery,
      DiscoveryModule.with([delivery]),
      DeskModule,
    ],
    config: { hr: { sources: [{ ...source, events: someEvents }] } },
  });
  await edge.app.get(Jobs).start();
  world = await World.lay(edge, source.id);
  const { paths } = document(edge.app);
  known = lists.map(([template, as, object]): List => {
    const parameters = paths[`/api${template}`]?.get?.parameters ?? [];
    const id = object ? (world.objects[object].ids['id'] ?? '') : '';
    return {
      path: template.replace('{id}', id),
      as,
      must: demanded[template] ?? {},
      query: parameters.flatMap((one) => ('name' in one && one.in === 'query' ? [one.name] : [])),
    };
  });
});
afterAll(async () => {
  await edge.stop();
});

interface Answer {
  code?: string;
  next?: string | null;
  errors?: { pointer: string }[];
}
const ask = (list: List, query: Record<string, string>) =>
  world.as(list.as).get<Answer>(`${list.path}?${new URLSearchParams({ ...list.must, ...query }).toString()}`);

/** Of these questions, those that are not answered by naming the field. */
async function unnamed(field: string, values: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const list of known.filter(({ query }) => query.includes(field)))
    for (const value of values) {
      const { status, body } = await ask(list, { [field]: value });
      if (status !== 422 || body.errors?.[0]?.pointer !== `/${field}`)
        wrong.push(`${list.path} as ${list.as}: ${field}=${value.slice(0, 60)} → ${String(status)}`);
    }
  return wrong;
}

/** What would be a failure of ours. */
async function failing(field: string, values: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const list of known.filter(({ query }) => query.includes(field)))
    for (let from = 0; from < values.length; from += 8)
      await Promise.all(
        values.slice(from, from + 8).map(async (value) => {
          const { status } = await ask(list, { [field]: value });
          if (status >= 500) wrong.push(`${list.path}: ${field}=${value.slice(0, 80)} → ${String(status)}`);
        }),
      );
  return wrong;
}

const day = '9999-12-31';
const extremes = {
  text: ['', '\u{10ffff}%_\\\'"', 'ö'.repeat(100)],
  number: [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER],
  uuid: ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  day: ['0001-01-01', day],
  instant: ['0001-01-01T00:00:00.000Z', `${day}T23:59:59.999Z`],
} as const;
const kinds = Object.keys(extremes) as (keyof typeof extremes)[];

describe('every list of the catalogue, of requests and of access', () => {
  it('is read by whoever it is walked as', async () => {
    for (const list of known) expect([list.path, (await ask(list, {})).status]).toEqual([list.path, 200]);
    expect(known.filter(({ query }) => query.includes('after')).length).toBeGreaterThan(15);
  });

  it('names the cursor that is none', async () => {
    const none = [
      '',
      'x',
      '%00',
      'null',
      'A'.repeat(501),
      encodeCursor([]),
      encodeCursor(['a', 'b', 'c', 'd', 'e', 'f']),
      Buffer.from('{"a":1}').toString('base64url'),
      Buffer.from('[null]').toString('base64url'),
      Buffer.from('[1e400]').toString('base64url'),
      encodeCursor(["'; DROP TABLE person; --"]).slice(0, 11),
    ];
    expect(await unnamed('after', none)).toEqual([]);
  });

  it('never fails at a cursor of another list, nor at one of the right shape with mad values', async () => {
    // Lists are sorted by one value or two, and by an id in the end.
    const ids = ['uuid', 'text', 'number'] as const;
    const signatures = ids.flatMap((id) => [
      [id],
      ...kinds.flatMap((a) => [[a, id], ...kinds.map((b) => [a, b, id])]),
    ]);
    const cursors = signatures.map((signature, n) =>
      encodeCursor(signature.map((kind) => extremes[kind][n % 2] ?? '')),
    );
    for (const list of known.filter(({ query }) => query.includes('after'))) {
      const { body } = await ask(list, { limit: '1' });
      if (body.next) cursors.push(body.next);
    }
    expect(
      await failing('after', [...cursors, ...extremes.text.map((text) => encodeCursor([text]))]),
    ).toEqual([]);
  });

  it('names a page that is too large, too small or no number', async () => {
    expect(await unnamed('limit', ['0', '-1', '201', '1e9', '1.5', 'x', 'NaN', 'Infinity', '0x'])).toEqual(
      [],
    );
  });

  it.each(['state', 'kind', 'show', 'view', 'scope', 'mine', 'own', 'privileged', 'minimumRisk'])(
    'names a %s that there is not',
    async (field) => {
      expect(await unnamed(field, ['nonsense', "' OR 1=1 --", '99', '{}'])).toEqual([]);
    },
  );

  it.each(['roleId', 'systemId', 'unitId', 'system', 'rule'])('names a %s that is no id', async (field) => {
    const none = ['x', "' OR 1=1 --", '00000000-0000-0000-0000-00000000000', '[]'];
    expect(await unnamed(field, none)).toEqual([]);
    expect(await failing(field, [extremes.uuid[0], extremes.uuid[1]])).toEqual([]);
  });

  it.each(['from', 'to', 'on'])('names a %s that is no day', async (field) => {
    expect(await unnamed(field, ['2026-02-30', 'x', '99999-01-01', '2026-1-1', '-0001-01-01'])).toEqual([]);
    expect(await failing(field, [...extremes.day])).toEqual([]);
  });

  it.each(['q', 'person'])('never fails at what somebody writes in %s', async (field) => {
    const words = [
      '%',
      '_',
      '\\',
      "'",
      '"',
      '\0',
      '&',
      '!',
      '(',
      ':*',
      '<->',
      '| |',
      "a' & !b",
      'a:*b',
      '𝒳',
      '\u202e',
      '\ud800x',
    ];
    expect(
      await failing(field, [...words, 'x'.repeat(5000), ' ', '1'.repeat(40), '99999999999999999999']),
    ).toEqual([]);
  });

  it('names nothing and fails at nothing when a field is said twice or is not known', async () => {
    for (const list of known) {
      const twice = await world.as(list.as).get<Answer>(`${list.path}?limit=1&limit=2`);
      const unknown = await world
        .as(list.as)
        .get<Answer>(`${list.path}?sort=name%3BDROP&order[]=x&__proto__[a]=1`);
      expect([list.path, twice.status < 500, unknown.status < 500]).toEqual([list.path, true, true]);
    }
  });
});
