import pg from 'pg';
import { schemaOf } from './data-source.js';
import { migrateJobs } from './platform/jobs.js';
import { queues } from './queues.js';

/** The database's administrator must run `sql` first. */
export class MissingRights extends Error {
  constructor(
    login: string,
    readonly sql: readonly string[],
  ) {
    super(
      `The database login "${login}" may not migrate. As the database's administrator, run:\n` +
        sql.map((statement) => `  ${statement}`).join('\n'),
    );
    this.name = 'MissingRights';
  }
}

/** The data is older than the cluster it was restored into; see "Backup and restore" in docs/OPERATIONS.md. */
export class RestoredElsewhere extends Error {
  constructor(epoch: number) {
    super(
      'The audit log holds transactions that this PostgreSQL cluster has not reached: it was restored from another ' +
        'one, and what is written now would break its seals. Stop PostgreSQL, and as its user run:\n' +
        `  pg_resetwal --epoch=${String(epoch)} -D DATA_FOLDER`,
    );
    this.name = 'RestoredElsewhere';
  }
}

const MIGRATION_LOCK = 4711_0002;

/**
 * Brings the database to this version: schema, rights of the service's role, job queues. Does nothing the
 * second time; of several that start at once, one works and the others wait.
 * @param ownerUrl address as the login that owns the database
 * @param serviceUrl address as the login the service runs as; the owner itself when there is only one
 * @throws MissingRights naming every statement the administrator must run; nothing has been changed then
 * @throws RestoredElsewhere before anything is written to a log that would be broken by it
 */
export async function migrate(ownerUrl: string, serviceUrl: string = ownerUrl): Promise<void> {
  const login = new pg.Client({ connectionString: serviceUrl }).user;
  if (login === undefined)
    throw new Error('The database address names no login: postgresql://LOGIN:PASSWORD@…');
  const owner = new pg.Client({ connectionString: ownerUrl, application_name: 'grindvakt-migrate' });
  await owner.connect();
  try {
    await owner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const missing = await missingRights(owner, login);
    if (missing.length > 0) throw new MissingRights(owner.user ?? '', missing);
    const epoch = await epochAhead(owner);
    if (epoch !== null) throw new RestoredElsewhere(epoch);
    const schema = await schemaOf(ownerUrl).initialize();
    try {
      await schema.runMigrations({ transaction: 'all' });
    } finally {
      await schema.destroy();
    }
    await owner.query('GRANT SELECT ON migration TO grindvakt_service'); // readiness asks whether it is current
    // HR deliveries are compared in temporary tables; again at each migration, as a dump does not carry this right.
    await owner.query(`DO $$ BEGIN
      EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO grindvakt_service', current_database()); END $$`);
    if (!(await isInService(owner, login)))
      await owner.query(`GRANT grindvakt_service TO ${pg.escapeIdentifier(login)}`);
    await migrateJobs((sql) => owner.query(sql), ownerUrl, queues);
  } finally {
    await owner.end(); // gives the lock back
  }
}

/** The epoch that this cluster must be lifted to, when its audit log came from one that had counted further; else null. */
async function epochAhead(owner: pg.Client): Promise<number | null> {
  const there = await owner.query<{ is: boolean }>(`SELECT to_regclass('audit_seal') IS NOT NULL AS is`);
  if (!there.rows[0]?.is) return null;
  const { rows } = await owner.query<{ epoch: number }>(
    `SELECT ((log.reached >> 32) + 1)::int AS epoch
     FROM (SELECT greatest((SELECT max(transaction_id) FROM audit_entry),
                           (SELECT max(below_transaction) FROM audit_seal)) AS reached) AS log
     WHERE log.reached > pg_current_xact_id()::text::bigint`,
  );
  return rows[0]?.epoch ?? null;
}

interface Rights {
  database: string;
  version: number;
  superuser: boolean;
  creates_roles: boolean;
  has_service: boolean;
  administers_service: boolean;
  has_login: boolean;
  creates_schemas: boolean;
  creates_tables: boolean;
}

/** What the administrator must run so that `owner` may migrate and `login` may serve, in order; else nothing. */
async function missingRights(owner: pg.Client, login: string): Promise<string[]> {
  const { rows } = await owner.query<Rights>(
    `SELECT current_database() AS database, current_setting('server_version_num')::int AS version,
       me.rolsuper AS superuser, me.rolcreaterole AS creates_roles, service.oid IS NOT NULL AS has_service,
       coalesce(pg_has_role(service.oid, 'MEMBER WITH ADMIN OPTION'), false) AS administers_service,
       EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS has_login,
       has_database_privilege(current_database(), 'CREATE') AS creates_schemas,
       has_schema_privilege('public', 'CREATE') AS creates_tables
     FROM pg_roles me LEFT JOIN pg_roles service ON service.rolname = 'grindvakt_service'
     WHERE me.rolname = current_user`,
    [login],
  );
  const rights = rows[0];
  if (rights === undefined || rights.superuser) return [];
  if (rights.version < 150_000) throw new Error('Grindvakt needs PostgreSQL 15 or newer.');
  const [me, database, service] = [owner.user ?? '', rights.database, login].map((name) =>
    pg.escapeIdentifier(name),
  );
  const sql: string[] = [];
  if (!rights.has_login) sql.push(`CREATE ROLE ${service ?? ''} LOGIN PASSWORD '…';`);
  const createsService = !rights.has_service && rights.creates_roles;
  if (!rights.has_service && !createsService) sql.push('CREATE ROLE grindvakt_service NOLOGIN;');
  // Until PostgreSQL 16, CREATEROLE was enough to give any role away; since then one must administer it.
  const givesService =
    createsService || rights.administers_service || (rights.version < 160_000 && rights.creates_roles);
  if (!givesService && !(rights.has_service && (await isInService(owner, login))))
    sql.push(`GRANT grindvakt_service TO ${service ?? ''};`);
  if (!rights.creates_schemas || !rights.creates_tables)
    sql.push(`ALTER DATABASE ${database ?? ''} OWNER TO ${me ?? ''};`);
  return sql;
}

/** Whether the login may act as the service's role. */
async function isInService(owner: pg.Client, login: string): Promise<boolean> {
  const { rows } = await owner.query<{ is: boolean }>(
    `SELECT CASE WHEN current_setting('server_version_num')::int >= 160000
         THEN pg_has_role(login.oid, 'grindvakt_service', 'SET')
         ELSE pg_has_role(login.oid, 'grindvakt_service', 'MEMBER') END AS is
     FROM pg_roles login WHERE login.rolname = $1`,
    [login],
  );
  return rows[0]?.is ?? false;
}
