import path from 'node:path';
import { parseArgs } from 'node:util';
import { TakeCompletions, type TakenCompletions } from '../lifecycle/prerequisites/take-completions.js';
import { asCalled, operator, print, UsageError, type Command } from './command.js';
import { withService } from './with-service.js';

export const completionsImport: Command = async (args) => {
  const { values, positionals } = parse(args);
  const [file, ...more] = positionals;
  if (!file || more.length > 0) throw new UsageError('name one file');
  return withService(async (app) => {
    const taken = await app.get(TakeCompletions).run(operator(), {
      source: values.source,
      channel: 'command',
      dryRun: values['dry-run'],
      content: { name: path.basename(file), path: asCalled(file) },
    });
    print(values.json ? JSON.stringify(taken) : describe(taken));
    return taken.outcome === 'rejected' ? 3 : 0;
  });
};

function describe({ outcome, result }: TakenCompletions): string {
  const { rows, changes, rejection } = result;
  if (rejection)
    return `REJECTED (${rejection.code}): ${rejection.detail}${rejection.line === null ? '' : ` Line ${String(rejection.line)}.`}`;
  return [
    `${outcome}: ${String(rows.read)} lines`,
    `${String(rows.new)} new, ${String(rows.known)} known before, ${String(rows.repeated)} repeated, ${String(rows.quarantined)} set aside`,
    `${String(changes.persons)} persons stand better; of ${String(changes.mended)} the access was put right`,
  ].join('\n');
}

function parse(args: readonly string[]): {
  values: { 'dry-run': boolean; json: boolean; source?: string };
  positionals: string[];
} {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        source: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
