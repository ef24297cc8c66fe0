import pg from 'pg';
import { schemaOf } from '../../src/data-source.js';
import { ensureDatabase, startPostgres } from '../../src/sandbox/embedded-postgres.js';
import { migrate } from '../../src/migrate.js';
import { inTemporaryFolder } from './temporary-folder.js';

/**
 * Fails when entities and migrations say different things. TypeORM compares columns by meaning but constraints
 * and indexes by name only, so a second database is made from the entities and the definitions are compared.
 */
async function drift(): Promise<string[]> {
  return inTemporaryFolder('drift', async (dir) => {
    const server = await startPostgres({ dir, settings: { fsync: 'off', full_page_writes: 'off' } });
    try {
      const migrated = await ensureDatabase(server, 'migrated');
      const declared = await ensureDatabase(server, 'declared');
      for (const { ownerUrl, serviceUrl } of [migrated, declared]) await migrate(ownerUrl, serviceUrl);
      const [missing, fromMigrations, fromEntities] = await Promise.all([
        statementsToEntities(migrated.ownerUrl),
        definitions(migrated.ownerUrl),
        synchronised(declared.ownerUrl).then(() => definitions(declared.ownerUrl)),
      ]);
      return [
        ...missing.map((sql) => `the entities need: ${sql}`),
        ...[...fromMigrations].flatMap(([name, text]) => differs(name, text, fromEntities.get(name))),
        ...[...fromEntities.keys()]
          .filter((name) => !fromMigrations.has(name))
          .map((name) => `${name} is in no migration`),
      ];
    } finally {
      await server.stop();
    }
  });
}

function differs(name: string, migration: string, entity: string | undefined): string[] {
  if (entity === migration) return [];
  return [`${name}\n    in the migrations: ${migration}\n    in the entities:   ${entity ?? '(missing)'}`];
}

async function statementsToEntities(url: string): Promise<string[]> {
  const schema = await schemaOf(url).initialize();
  try {
    return (await schema.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);
  } finally {
    await schema.destroy();
  }
}

async function synchronised(url: string): Promise<void> {
  const schema = await schemaOf(url).initialize();
  try {
    await schema.synchronize(true); // drops the tables first; functions that defaults call stay
  } finally {
    await schema.destroy();
  }
}

/**
 * Name → definition of every check, foreign key, uniqueness and index; primary keys follow from the columns. An entity
 * cannot say in which order an index of text is.
 */
async function definitions(url: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; text: string }>(`
      SELECT conname AS name, conrelid::regclass || ' ' || pg_get_constraintdef(oid) AS text FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'u')
      UNION ALL
      SELECT indexrelid::regclass::text, regexp_replace(pg_get_indexdef(indexrelid), ' text_pattern_ops| COLLATE "[^"]+"', '', 'g') FROM pg_index
        WHERE indexrelid::regclass::text NOT LIKE '%pg\\_%' AND NOT indisprimary AND indrelid::regclass::text <> 'migration'
          AND (SELECT relnamespace FROM pg_class WHERE oid = indexrelid) = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
        AND indexprs IS NULL -- an entity cannot say an index of an expression`);
    return new Map(rows.map(({ name, text }) => [name, text]));
  } finally {
    await client.end();
  }
}

const found = await drift();
if (found.length > 0) {
  console.error(`Entities and migrations differ:\n${found.map((line) => `  - ${line}`).join('\n')}`);
  process.exitCode = 1;
}
