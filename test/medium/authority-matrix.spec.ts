import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ApiClientsModule } from '../../src/api-clients/api-clients.module.js';
import { AnalysesModule } from '../../src/catalogue/analyses/analyses.module.js';
import { CatalogueModule } from '../../src/catalogue/catalogue.module.js';
import { TargetUnavailable, type PasswordChecker } from '../../src/connectors/connector.js';
import { HrFileReader } from '../../src/connectors/hr-file/hr-file-reader.js';
import { ExceptionsModule } from '../../src/credentials/exceptions/exceptions.module.js';
import { LostCredentialsModule } from '../../src/credentials/lost-credentials.module.js';
import { DeskModule } from '../../src/desk/desk.module.js';
import { LifecycleModule } from '../../src/lifecycle/lifecycle.module.js';
import { OversightModule } from '../../src/oversight/oversight.module.js';
import { PeopleModule } from '../../src/people/people.module.js';
import { Jobs } from '../../src/platform/jobs.js';
import { authority, may, verbs, type Ground, type Verb } from '../../src/policy/authority/authority.js';
import type { Refusal } from '../../src/policy/model/refusal.js';
import { PrivilegeModule } from '../../src/privilege/privilege.module.js';
import { ProvisioningModule } from '../../src/provisioning/provisioning.module.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import { ByHandModule } from '../../src/provisioning/by-hand/by-hand.module.js';
import { ReviewsModule } from '../../src/reviews/reviews.module.js';
import { SeparationModule } from '../../src/separation/separation.module.js';
import { BreakGlassModule } from '../../src/sign-in/break-glass/break-glass.module.js';
import { CodesModule } from '../../src/sign-in/codes/codes.module.js';
import { OwnCredentialsModule } from '../../src/sign-in/own-credentials.module.js';
import { DiscoveryModule } from '../../src/takeover/discovery.module.js';
import { TakeoverModule } from '../../src/takeover/takeover.module.js';
import { startEdge, type Edge } from '../support/edge.js';
import { someEvents } from '../support/hr-events.js';
import { demoSource } from '../support/hr-delivery.js';
import { type Asking, routes, type Route } from '../support/matrix/routes.js';
import { type Described, type Operation, sampleOf } from '../support/matrix/sample-body.js';
import { cast, nobodies, World, type Actor, type ObjectName } from '../support/matrix/world.js';
import { MemoryDirectory } from '../support/memory-directory.js';
import { undoing } from '../support/matrix/undoing.js';

jest.setTimeout(240_000); // every actor at every route

const described = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../openapi.json'), 'utf8'),
) as Described;
const operations = new Map<string, Operation>(
  Object.entries(described.paths).flatMap(([where, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${where}`,
      operation,
    ]),
  ),
);
/** What let somebody in: to find grounds of the table that no route honours. */
const honoured = new Map<Verb, Set<Ground>>();
const directory = new MemoryDirectory();
const noPasswords: PasswordChecker = {
  checkPassword: () => Promise.reject(new TargetUnavailable('no directory here')),
  close: () => Promise.resolve(),
};
let edge: Edge;
let world: World;
let undo: { stays: boolean };
let signedInAt = 0;

beforeAll(async () => {
  const source = demoSource();
  const delivery = ProvisioningModule.with({ useFactory: () => directory });
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
      delivery,
      ByHandModule,
      DiscoveryModule.with([delivery]),
      DeskModule,
    ],
    config: { hr: { sources: [{ ...source, events: someEvents }] } },
  });
  await edge.app.get(Jobs).start();
  world = await World.lay(edge, source.id);
  undo = undoing(edge.database);
});
// Some of what is walked demands to have signed in just now.
beforeEach(async () => {
  if (Date.now() - signedInAt < 45_000) return;
  await world.signInAnew();
  signedInAt = Date.now();
});
afterAll(async () => {
  await edge.stop();
});

interface Answer {
  status: number;
  code: string | undefined;
  text: string;
}

async function call(route: string, how: Route, headers: Record<string, string>): Promise<Answer> {
  const [method = 'GET', pattern = ''] = route.split(' ');
  const asking: Asking = 'open' in how ? {} : how;
  const on: ObjectName = 'open' in how ? 'nothing' : how.on;
  const ids = Object.fromEntries(
    Object.entries(world.objects).map(([name, laid]) => [name, laid.ids]),
  ) as Record<ObjectName, Record<string, string>>;
  const where = pattern.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(ids[on][name] ?? ids.person[name] ?? '00000000-0000-4000-8000-000000000000'),
  );
  const query = new URLSearchParams(asking.query?.(ids) ?? {}).toString();
  const { body, type } = bodyOf(operations.get(route), asking, ids);
  const response = await fetch(`${edge.url}${where}${query === '' ? '' : `?${query}`}`, {
    method,
    redirect: 'manual',
    headers: { ...headers, 'sec-fetch-site': 'same-origin', ...type },
    ...(method === 'GET' ? {} : { body: body ?? '{}' }),
  });
  const text = await response.text();
  const code = response.ok ? undefined : (JSON.parse(text) as { code?: string }).code;
  return { status: response.status, code, text };
}

function bodyOf(
  operation: Operation | undefined,
  asking: Asking,
  ids: Record<ObjectName, Record<string, string>>,
): { body?: string | FormData; type: Record<string, string> } {
  const json = { 'content-type': 'application/json' };
  if (asking.file !== undefined) {
    const form = new FormData();
    for (const field of ['from', 'to']) form.append(field, '2030-01-01');
    form.append(asking.file, new Blob(['prov;prov\n1;2\n'], { type: 'text/csv' }), 'prov.csv');
    return { body: form, type: {} };
  }
  if (asking.body) return { body: JSON.stringify(asking.body(ids)), type: json };
  const content = operation?.requestBody?.content['application/json'];
  return { body: JSON.stringify(content ? sampleOf(described, content.schema) : {}), type: json };
}

/** The table's answer; what lets somebody in is noted. */
function honour(verb: Verb, grounds: ReadonlySet<Ground>): Refusal | null {
  const refusal = may(verb, grounds, 'object');
  for (const ground of authority[verb].grounds)
    if (grounds.has(ground)) honoured.set(verb, (honoured.get(verb) ?? new Set<Ground>()).add(ground));
  return refusal;
}

/** What the table says of somebody at a route: null lets them in. */
function expected(who: Actor, how: Route): number | null {
  if ('open' in how) return null;
  if ('belongsTo' in how) return world.objects[how.on].owner === who ? null : 404;
  if ('lists' in how) return null;
  const grounds = world.groundsOf(who, how.on);
  if (how.either?.some((verb) => honour(verb, grounds) === null)) return null;
  for (const verb of how.verbs) {
    const refusal = honour(verb, grounds);
    if (refusal) return refusal.code === 'not-found' ? 404 : 403;
  }
  return null;
}

const all = Object.entries(routes).flatMap(([route, asked]) =>
  (Array.isArray(asked) ? (asked as readonly Route[]) : [asked as Route]).map((how): [string, Route] => [
    route,
    how,
  ]),
);
const closed = all.filter(([, how]) => !('open' in how && how.open === 'everybody'));

describe('the matrix', () => {
  it('names every route of the API, and none besides', () => {
    expect(Object.keys(routes).sort()).toEqual([...operations.keys()].sort());
  });

  it('asks every verb of the authority table at some route', () => {
    const asked = new Set(
      all.flatMap(([, how]) => [
        ...('verbs' in how ? how.verbs : []),
        ...('lists' in how ? [how.lists] : []),
      ]),
    );
    expect(verbs.filter((verb) => !asked.has(verb))).toEqual([]);
  });
});

describe.each(closed)('%s', (route, how) => {
  it('tells whoever is nobody here to sign in', async () => {
    const answers: string[] = [];
    for (const nobody of nobodies) {
      const { status } = await call(route, how, await world.headersOf(nobody));
      if (status !== 401) answers.push(`${nobody}: ${String(status)}`);
    }
    expect(answers).toEqual([]);
  });

  it('lets in whom the authority table lets in, and nobody else', async () => {
    const wrong: string[] = [];
    undo.stays = 'stays' in how;
    for (const who of cast) {
      const wanted = expected(who, how);
      const answer = await call(route, how, { cookie: world.cookieOf(who) });
      const told = `${who}: ${String(answer.status)} ${answer.code ?? ''} ${answer.text.slice(0, 300)}`;
      if (wanted === null ? isShut(answer, how) : !isRefused(answer, wanted))
        wrong.push(`${told} (wanted ${String(wanted ?? 'to be let in')})`);
      const shown = shownText(how);
      if (!shown) continue;
      const allowed = honour(shown.verb, world.groundsOf(who, shown.on)) === null;
      if (shown.text === '' || answer.text.includes(shown.text) !== allowed)
        wrong.push(`${told} (it is ${allowed ? 'not ' : ''}on the page)`);
    }
    undo.stays = false;
    expect(wrong).toEqual([]);
  });
});

describe('when all has been walked', () => {
  it('every ground of every verb has let somebody in', () => {
    const idle = verbs.flatMap((verb) =>
      authority[verb].grounds
        .filter((ground) => !honoured.get(verb)?.has(ground))
        .map((ground) => `${verb}: ${ground}`),
    );
    expect(idle).toEqual([]);
  });
});

/** A text of the object that only those see who may do something. */
function shownText(how: Route): { verb: Verb; on: ObjectName; text: string } | null {
  if ('lists' in how)
    return { verb: how.lists, on: how.on, text: world.objects[how.on].ids[how.seenAs ?? 'id'] ?? '' };
  return null;
}

/** Refused as the table says, or because nobody decides about themselves (invariant 2), which is asked before it. */
function isRefused({ status, code }: Answer, wanted: number): boolean {
  return status === wanted || (status === 403 && (code ?? '').startsWith('own-'));
}

/** Refused for who one is. Of one's own affairs something may well be missing. */
function isShut({ status, code }: Answer, how: Route): boolean {
  const mayBeMissing = 'open' in how && code === 'not-found';
  return (
    status >= 500 ||
    code === 'not-allowed' ||
    code === 'not-signed-in' ||
    (code === 'not-found' && !mayBeMissing)
  );
}
