import path from 'node:path';
import { DataSource } from 'typeorm';

/**
 * The schema as migrations and entities tell it. Only migrating and the check for drift use it: the service
 * itself reads and writes by SQL through platform/database.
 * @param url address of the database as its owner
 */
export function schemaOf(url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: 'grindvakt-migrate',
    poolSize: 1,
    installExtensions: false,
    synchronize: false,
    migrationsTableName: 'migration',
    // Beside this file's folder in the sources, and again in what the build makes of them.
    migrations: [path.join(import.meta.dirname, '../migrations/*.{ts,js}')],
  });
}
