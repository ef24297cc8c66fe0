import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '../../src/migrate.js';
import { ensureDatabase, startPostgres } from '../../src/sandbox/embedded-postgres.js';

/** What every suite's own database is a copy of. */
export const template = 'grindvakt_template';

// Nothing outlives the run, so nothing need reach the disk; many suites and their services connect at once.
const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: 300 };

/** The addresses by which the server is reached, as JSON; each is of the database `postgres`. */
export interface ServerAddresses {
  readonly admin: string;
  readonly owner: string;
  readonly service: string;
}

/**
 * A real PostgreSQL with a migrated database to copy, in a temporary folder; `stop` leaves nothing behind. Benchmarks
 * that count durable writes say so. @param more further settings of the server
 */
export async function startTestServer(
  durable = false,
  more: Readonly<Record<string, string | number>> = {},
): Promise<{ address: string; stop: () => Promise<void> }> {
  const dir = mkdtempSync(path.join(tmpdir(), 'grindvakt-test-'));
  const server = await startPostgres({ dir, settings: { ...(durable ? {} : fast), ...more } });
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    const { ownerUrl, serviceUrl } = await ensureDatabase(server, template);
    await migrate(ownerUrl, serviceUrl);
    const admin = new pg.Client({ connectionString: server.url() });
    await admin.connect();
    await admin.query(`ALTER DATABASE ${template} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`);
    await admin.end();
  } catch (error) {
    await stop();
    throw error;
  }
  const addresses: ServerAddresses = {
    admin: server.url('postgres'),
    owner: server.url('postgres', 'grindvakt_owner'),
    service: server.url('postgres', 'grindvakt_app'),
  };
  return { address: JSON.stringify(addresses), stop };
}
