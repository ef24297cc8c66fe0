import { print, UsageError, type Command } from './command.js';

/** Every command by the words it is called with; what it needs is loaded when it is called. */
const commands: Record<string, { usage: string; does: string; load: () => Promise<Command> }> = {
  migrate: {
    usage: 'migrate',
    does: 'brings the database to this version, with the rights of DATABASE_OWNER_URL',
    load: async () => (await import('./migrate.js')).migrate,
  },
  'hr import': {
    usage:
      'hr import FOLDER [--dry-run] [--json] [--as-of YYYY-MM-DD] [--source ID] [--rows N] [--unit-rows N]',
    does: 'takes in a delivery from HR; exit code 0 applied, 2 stopped at the breaker, 3 rejected whole',
    load: async () => (await import('./hr-import.js')).hrImport,
  },
  'hr event': {
    usage: 'hr event FILE… [--source ID]',
    does: 'takes in events from HR, each file one or a list; exit code 2 when one waits for a human, 3 when refused',
    load: async () => (await import('./hr-event.js')).hrEvent,
  },
  'shifts import': {
    usage:
      'shifts import FILE --from YYYY-MM-DD --to YYYY-MM-DD [--source ID] [--as-of MOMENT] [--confirmed] [--json]',
    does: 'takes in all planned shifts of a period from CSV; exit code 2 when it would cancel most of them, 3 when refused',
    load: async () => (await import('./shifts-import.js')).shiftsImport,
  },
  'hr pull': {
    usage: 'hr pull SOURCE [--dry-run] [--json]',
    does: 'asks an HR system for its whole snapshot and takes it in; exit codes as of hr import',
    load: async () => (await import('./hr-pull.js')).hrPull,
  },
  'completions import': {
    usage: 'completions import FILE [--dry-run] [--json] [--source ID]',
    does: 'takes in course completions; exit code 0 applied, 3 rejected whole',
    load: async () => (await import('./completions-import.js')).completionsImport,
  },
  'acknowledgements take-over': {
    usage: 'acknowledgements take-over [--except HSA-ID]…',
    does: 'keeps that those employed today have signed the current texts on paper, before Grindvakt',
    load: async () => (await import('./acknowledgements-take-over.js')).acknowledgementsTakeOver,
  },
  'catalogue load': {
    usage: 'catalogue load FILE [--dry-run]',
    does: 'takes in systems, roles, analyses, birthright rules and review schedules from YAML; exit code 2 stopped at a breaker, 3 when wrong',
    load: async () => (await import('./catalogue-load.js')).catalogueLoad,
  },
  'person show': {
    usage: 'person show PERSON [--json]',
    does: 'shows employments, grants and account; PERSON is an HSA-id, an employment number or the HR key',
    load: async () => (await import('./person-show.js')).personShow,
  },
  terminate: {
    usage: 'terminate PERSON REASON-IN-WORDS',
    does: 'ends everything for a person at once ("Avsluta nu"); PERSON as above',
    load: async () => (await import('./terminate.js')).terminate,
  },
  invite: {
    usage: 'invite --hsa-id HSA-ID [--again]',
    does: 'makes a one-time invitation to enrol a passkey, for the first administrator; exit code 3 when refused',
    load: async () => (await import('./invite.js')).invite,
  },
  'break-glass': {
    usage:
      'break-glass create --account NAME --keeper HSA-ID --keeper HSA-ID | rotate --account NAME | open --account NAME --for HSA-ID --by NAME --reason WORDS [--hours 1] | close --account NAME',
    does: 'sealed emergency accounts: made with a secret in two parts, opened for a named person for some hours; exit code 3 when refused',
    load: async () => (await import('./break-glass.js')).breakGlass,
  },
  'audit verify': {
    usage: 'audit verify [--head DIGEST] [--json]',
    does: 'proves that no audit entry was changed, removed or added behind the log; exit code 1 when one was',
    load: async () => (await import('./audit-verify.js')).auditVerify,
  },
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
    return await (
      await command.load()
    )(args.slice(pair ? 2 : 1));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\nUsage: ${command.usage}\n`);
    return 64;
  }
}
