import { parseArgs } from 'node:util';
import { PullSource } from '../lifecycle/intake/pull-source.js';
import { operator, print, UsageError, type Command } from './command.js';
import { describeImport, importExitCode } from './hr-import.js';
import { withService } from './with-service.js';

export const hrPull: Command = async (args) => {
  const { values, positionals } = parse(args);
  const [source, ...more] = positionals;
  if (!source || more.length > 0) throw new UsageError('name one source');
  return withService(async (app) => {
    const result = await app.get(PullSource).run(operator(), source, values['dry-run']);
    print(values.json ? JSON.stringify(result) : describeImport(result));
    return importExitCode(result);
  });
};

function parse(args: readonly string[]): {
  values: { 'dry-run': boolean; json: boolean };
  positionals: string[];
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
    });
    return { values, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
