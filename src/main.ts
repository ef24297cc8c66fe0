import 'reflect-metadata';
import { enableCompileCache } from 'node:module';
import path from 'node:path';

// Compiled once, not at every command; beside the build, where only its owner writes. Before anything else is loaded.
enableCompileCache(path.join(import.meta.dirname, '../.compiled'));

/**
 * all | http | worker start the service (`all` without a configuration is the trial with its demo organisation;
 * `--empty` leaves the organisation out); openapi FILE writes the API's description; all else is a command.
 */
async function main([mode = 'all', ...args]: readonly string[]): Promise<number | null> {
  switch (mode) {
    case 'all':
    case 'http':
    case 'worker':
      await (
        await import('./start-service.js')
      ).startService(mode, { demo: mode === 'all' && !args.includes('--empty') });
      return null; // runs until it is told to stop
    case 'openapi':
      await (await import('./commands/write-openapi.js')).writeOpenApi(args[0] ?? 'openapi.json');
      return 0;
    default:
      return (await import('./commands/commands.js')).runCommand([mode, ...args]);
  }
}

const plain = new Set([
  'ConfigurationError',
  'Refused',
  'CatalogueError',
  'InstanceRuns',
  'MissingRights',
  'RestoredElsewhere',
]);

try {
  const code = await main(process.argv.slice(2));
  if (code !== null) process.exit(code);
} catch (error) {
  process.stderr.write(`${tell(error)}\n`);
  process.exit(1);
}

/** Errors that are written for the one who starts the service are told without a stack. */
function tell(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return plain.has(error.name) ? error.message : (error.stack ?? error.message);
}
