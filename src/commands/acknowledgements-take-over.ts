import { parseArgs } from 'node:util';
import { TakeOverSignatures } from '../lifecycle/prerequisites/take-over-signatures.js';
import { operator, print, UsageError, type Command } from './command.js';
import { withService } from './with-service.js';

export const acknowledgementsTakeOver: Command = async (args) => {
  const except = parse(args);
  return withService(async (app) => {
    const signatures = await app.get(TakeOverSignatures).run(operator(), except);
    print(`${String(signatures)} signatures on paper taken over`);
    return 0;
  });
};

function parse(args: readonly string[]): string[] {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { except: { type: 'string', multiple: true, default: [] } },
    });
    return values.except;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
