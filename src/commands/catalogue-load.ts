import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { CatalogueError } from '../catalogue/load-catalogue.js';
import { asCalled, operator, print, UsageError, type Command } from './command.js';
import { withService } from './with-service.js';
import { takeCatalogue } from './take-catalogue.js';

export const catalogueLoad: Command = async (args) => {
  const [file, ...more] = args;
  if (!file || more.length > 0) throw new UsageError('name one file');
  let declared: unknown;
  try {
    declared = parse(readFileSync(asCalled(file), 'utf8'));
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return withService(async (app) => {
    try {
      const taken = await takeCatalogue(app, operator(), declared);
      for (const [what, number] of Object.entries(taken)) print(`${what}: ${String(number)}`);
      return 0;
    } catch (error) {
      if (!(error instanceof CatalogueError)) throw error;
      process.stderr.write(`${error.message}\n`);
      return 3;
    }
  });
};
