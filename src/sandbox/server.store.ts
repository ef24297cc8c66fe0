import pg from 'pg';

/** Passwords of the two login roles of the service. */
export interface RolePasswords {
  readonly grindvakt_owner: string;
  readonly grindvakt_app: string;
}

const EXTENSIONS = ['pgcrypto', 'pg_trgm', 'btree_gist'];
const SETUP_LOCK = 4711_0001;

/**
 * Makes what a database administrator would have prepared in production: the owner that migrates, the
 * service role that may not touch the audit log, the database with its extensions. Does nothing the second
 * time; several may call it at once.
 * @param urlOf address of a database as the superuser
 */
export async function prepareDatabase(
  urlOf: (database: string) => string,
  database: string,
  passwords: RolePasswords,
): Promise<void> {
  await withClient(urlOf('postgres'), async (admin) => {
    // Roles belong to the whole server and CREATE ROLE cannot be told to skip one that exists.
    await admin.query('SELECT pg_advisory_lock($1)', [SETUP_LOCK]);
    await createRole(
      admin,
      'grindvakt_owner',
      `LOGIN CREATEROLE PASSWORD ${literal(passwords.grindvakt_owner)}`,
    );
    await createRole(admin, 'grindvakt_service', 'NOLOGIN');
    await createRole(admin, 'grindvakt_app', `LOGIN INHERIT PASSWORD ${literal(passwords.grindvakt_app)}`);
    await admin.query('GRANT grindvakt_service TO grindvakt_app');
    const found = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    const name = pg.escapeIdentifier(database);
    if (found.rowCount === 0) await admin.query(`CREATE DATABASE ${name} OWNER grindvakt_owner`);
    await admin.query(`REVOKE CONNECT, TEMPORARY ON DATABASE ${name} FROM PUBLIC`);
    await admin.query(`GRANT CONNECT ON DATABASE ${name} TO grindvakt_service`);
    await withClient(urlOf(database), async (client) => {
      for (const extension of EXTENSIONS) await client.query(`CREATE EXTENSION IF NOT EXISTS ${extension}`);
    });
  });
}

async function createRole(client: pg.Client, role: string, attributes: string): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  if (found.rowCount === 0) await client.query(`CREATE ROLE ${role} ${attributes}`);
}

function literal(text: string): string {
  return pg.escapeLiteral(text);
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
