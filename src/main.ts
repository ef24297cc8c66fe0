import 'reflect-metadata';
import { runCommand } from './commands/commands.js';
import { writeOpenApi } from './commands/write-openapi.js';
import { ConfigurationError } from './platform/config.js';
import { Refused } from './platform/refused.js';
import { startService } from './start-service.js';

/**
 * all | http | worker start the service (`all` without a configuration is the trial with its demo organisation;
 * `--empty` leaves the organisation out); openapi FILE writes the API's description; all else is a command.
 */
async function main([mode = 'all', ...args]: readonly string[]): Promise<number | null> {
  switch (mode) {
    case 'all':
    case 'http':
    case 'worker':
      await startService(mode, { demo: mode === 'all' && !args.includes('--empty') });
      return null; // runs until it is told to stop
    case 'openapi':
      await writeOpenApi(args[0] ?? 'openapi.json');
      return 0;
    default:
      return runCommand([mode, ...args]);
  }
}

try {
  const code = await main(process.argv.slice(2));
  if (code !== null) process.exit(code);
} catch (error) {
  const known = error instanceof ConfigurationError || error instanceof Refused || isPlain(error);
  process.stderr.write(
    `${known && error instanceof Error ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exit(1);
}

/** Errors written for the one who starts the service, told without a stack. */
function isPlain(error: unknown): boolean {
  return (
    error instanceof Error &&
    ['InstanceRuns', 'MissingRights', 'RestoredElsewhere', 'CatalogueError'].includes(error.name)
  );
}
