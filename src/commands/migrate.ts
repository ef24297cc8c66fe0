import { openInstance } from '../instance.js';
import { migrate as migrateDatabase } from '../migrate.js';
import { print, UsageError, type Command } from './command.js';

export const migrate: Command = async (args) => {
  if (args.length > 0) throw new UsageError('takes no arguments');
  const instance = await openInstance({
    role: 'command',
    parts: { directory: false, identityProvider: false },
    progress: (message) => process.stderr.write(`${message}\n`),
  });
  try {
    await migrateDatabase(instance.ownerUrl, instance.config.database.url);
    print('The database is up to date.');
    return 0;
  } finally {
    await instance.stop();
  }
};
