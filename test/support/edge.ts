import { randomBytes } from 'node:crypto';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AuditModule } from '../../src/audit/audit.module.js';
import { Clock } from '../../src/platform/clock.js';
import { checkConfig, type Config } from '../../src/platform/config.js';
import { Database } from '../../src/platform/database.js';
import { createApp, type CreateAppOptions } from '../../src/platform/http/create-app.js';
import { PersonNumbers } from '../../src/platform/person-numbers.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { freePort } from '../../src/sandbox/kept-file.js';
import { cookieNames, digestOf, newSecret } from '../../src/sign-in/secrets.js';
import { SignInModule } from '../../src/sign-in/sign-in.module.js';
import { freshDatabase } from './fresh-database.js';

/** A clock that a test may move. */
export class MovableClock extends Clock {
  #ahead = 0;

  override now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  move(minutes: number): void {
    this.#ahead += minutes * 60_000;
  }
}

@Module({})
class EdgeModule {}

export interface Edge {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly port: number;
  readonly clock: MovableClock;
  /** The service's own connection. */
  readonly database: Database;
  /** Its address, for a second instance. */
  readonly databaseUrl: string;
  addPerson(person?: { hsaId?: string; personalNumber?: string; endDate?: string | null }): Promise<string>;
  /** A session as if signed in, without a provider; returns the Cookie header. */
  signIn(personId: string, level?: number): Promise<string>;
  audit(action: string): Promise<AuditRow[]>;
  stop(): Promise<void>;
}

export interface AuditRow {
  action: string;
  person_id: string | null;
  reason: string | null;
  address: string | null;
  level: number | null;
  detail: Record<string, unknown>;
}

/** The smallest service there is: the platform, sign-in and a test's own controllers, listening on localhost. */
export async function startEdge(options: {
  port?: number;
  providers?: unknown[];
  controllers?: Type[];
  /** Rooms to serve besides. */
  rooms?: (Type | DynamicModule)[];
  config?: Record<string, unknown>;
  http?: Record<string, unknown>;
  pages?: CreateAppOptions['pages'];
  /** How it reaches its database, when something shall stand between. */
  reach?: (databaseUrl: string) => Promise<string>;
  /** Another instance of that service: the same database, address for browsers and clock. */
  beside?: Edge;
}): Promise<Edge> {
  const { beside } = options;
  const fresh = beside ? { url: beside.databaseUrl, drop: () => Promise.resolve() } : await freshDatabase();
  const port = options.port ?? (await freePort());
  const url = `http://localhost:${String(port)}`;
  const config = checkConfig(
    {
      environment: 'test',
      organisation: { name: 'Provkommunen', number: '2120000000' },
      http: { publicUrl: beside?.url ?? url, port, host: 'localhost', ...options.http },
      database: { url: (await options.reach?.(fresh.url)) ?? fresh.url },
      personKey: randomBytes(32).toString('base64'),
      identityProviders: options.providers ?? [nobody],
      ...options.config,
    },
    {},
    'the test',
  );
  const clock = beside?.clock ?? new MovableClock();
  const module: DynamicModule = {
    module: EdgeModule,
    imports: [
      PlatformModule.with(config, { work: false, clock }),
      AuditModule,
      SignInModule,
      ...(options.rooms ?? []),
    ],
    controllers: options.controllers ?? [],
  };
  const app = await createApp(module, config, options.pages === undefined ? {} : { pages: options.pages });
  const database = app.get(Database);
  await database.connect();
  await app.listen(port, 'localhost');
  return {
    app,
    url,
    port,
    clock,
    database,
    databaseUrl: fresh.url,
    addPerson: personAdder(database, app.get(PersonNumbers)),
    signIn: (personId, level = 3) => startSession(database, config, clock, personId, level),
    audit: (action) =>
      database.query<AuditRow>(`SELECT * FROM audit_entry WHERE action = $1 ORDER BY id`, [action]),
    async stop() {
      await app.close();
      await fresh.drop();
    },
  };
}

const nobody = {
  id: 'nobody',
  name: 'Ingen',
  issuer: 'http://127.0.0.1:9',
  clientId: 'grindvakt',
  clientSecret: 'unused',
  levels: {},
  claims: {},
};

function personAdder(database: Database, numbers: PersonNumbers): Edge['addPerson'] {
  let count = 0;
  return async ({ hsaId, personalNumber, endDate = null } = {}) => {
    count += 1;
    const [person] = await database.query<{ id: string }>(
      `WITH provider AS (
         INSERT INTO care_provider (organisation_number, name) VALUES ('2120000000', 'Provkommunen')
         ON CONFLICT (organisation_number) DO UPDATE SET name = excluded.name RETURNING id),
       place AS (
         INSERT INTO unit (care_provider_id, source, code, name, path)
         SELECT id, 'test', '1', 'Vård', '/1/' FROM provider
         ON CONFLICT (source, code) DO UPDATE SET name = excluded.name RETURNING id),
       somebody AS (
         INSERT INTO person (source, source_key, given_name, call_name, family_name, person_number_sealed, person_number_index)
         VALUES ('test', $1, 'Test', 'Test', 'Testsson', $2, $3) RETURNING id),
       work AS (
         INSERT INTO employment (person_id, unit_id, source, number, kind, title, start_date, end_date)
         SELECT somebody.id, place.id, 'test', $1, 'permanent', 'Undersköterska', '2020-01-01', $4 FROM somebody, place)
       SELECT id FROM somebody`,
      [
        String(count),
        personalNumber === undefined ? null : numbers.seal(personalNumber),
        personalNumber === undefined ? null : numbers.indexOf(personalNumber),
        endDate,
      ],
    );
    if (!person) throw new Error('no person was made');
    if (hsaId !== undefined)
      await database.query(`INSERT INTO person_hsa_id (hsa_id, person_id) VALUES ($1, $2)`, [
        hsaId,
        person.id,
      ]);
    return person.id;
  };
}

async function startSession(
  database: Database,
  config: Config,
  clock: Clock,
  personId: string,
  level: number,
): Promise<string> {
  const secret = newSecret();
  const expires = new Date(clock.now().getTime() + config.sessions.absoluteHours * 3_600_000);
  await database.query(
    `INSERT INTO session (id, public_id, person_id, level, kind, provider, acr, method, signed_in_at, authenticated_at,
                          last_seen_at, expires_at)
     VALUES ($1, gen_random_uuid(), $2, $3, 'oidc', 'nobody', 'test', 'Prov', $4, $4, $4, $5)`,
    [digestOf(secret), personId, level, clock.now(), expires],
  );
  return `${cookieNames(config.http.publicUrl).session}=${secret}`;
}
