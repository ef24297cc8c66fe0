import { auditVerify } from './audit-verify.js';
import { catalogueLoad } from './catalogue-load.js';
import { print, UsageError, type Command } from './command.js';
import { hrImport } from './hr-import.js';
import { migrate } from './migrate.js';
import { personShow } from './person-show.js';
import { terminate } from './terminate.js';

/** Every command by the words it is called with; the longest match counts. */
const commands: Record<string, Command> = {
  migrate,
  'hr import': hrImport,
  'audit verify': auditVerify,
  'person show': personShow,
  'catalogue load': catalogueLoad,
  terminate,
};

function help(): string {
  const lines = Object.values(commands).map((c) => `  ${c.usage}\n      ${c.does}`);
  return [
    'npm run -s grindvakt -- COMMAND',
    '',
    ...lines,
    '  help\n      shows this',
    '',
    'Works on the running instance, or starts what it needs. GRINDVAKT_DATA chooses the data folder of the trial,',
    'PORT where it listens; with DATABASE_URL or GRINDVAKT_CONFIG the commands work on that installation.',
  ].join('\n');
}

/** Runs a command line. Returns the exit code: 64 for a command or arguments it does not know. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const [first = 'help', second = ''] = args;
  if (['help', '--help', '-h'].includes(first)) {
    print(help());
    return 0;
  }
  const pair = commands[`${first} ${second}`];
  const command = pair ?? commands[first];
  if (!command) {
    process.stderr.write(`grindvakt does not know "${[first, second].join(' ').trim()}".\n\n${help()}\n`);
    return 64;
  }
  try {
    return await command.run(args.slice(pair ? 2 : 1));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\nUsage: ${command.usage}\n`);
    return 64;
  }
}
