import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { INestApplicationContext } from '@nestjs/common';
import { CatalogueError } from '../catalogue/load-catalogue.js';
import { ReadCatalogue } from '../catalogue/read-catalogue.js';
import type { TakenCatalogue } from '../lifecycle/held/take-catalogue.js';
import { Database } from '../platform/database.js';
import { asCalled, operator, print, UsageError, type Command } from './command.js';
import { withService } from './with-service.js';
import { takeCatalogue } from './take-catalogue.js';

export const catalogueLoad: Command = async (args) => {
  const dryRun = args.includes('--dry-run');
  const [file, ...more] = args.filter((arg) => arg !== '--dry-run');
  if (!file || more.length > 0) throw new UsageError('name one file');
  let declared: unknown;
  try {
    declared = parse(readFileSync(asCalled(file), 'utf8'));
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return withService(async (app) => {
    try {
      const taken = await takeCatalogue(app, operator(), declared, { dryRun });
      print(await describe(app, taken));
      return taken.outcome === 'held' ? 2 : 0;
    } catch (error) {
      if (!(error instanceof CatalogueError)) throw error;
      process.stderr.write(`${error.message}\n`);
      return 3;
    }
  });
};

async function describe(app: INestApplicationContext, taken: TakenCatalogue): Promise<string> {
  const { outcome, loaded, followed, persons, byRole, tripped } = taken;
  const roles = await app.get(ReadCatalogue).rolesById(
    app.get(Database),
    byRole.map(({ roleId }) => roleId),
  );
  const { vacant, ...counts } = loaded;
  const lines = [
    `${outcome}: ${Object.entries(counts)
      .map(([what, number]) => `${String(number)} ${what}`)
      .join(', ')}`,
    `persons: ${String(persons.gaining)} gain, ${String(persons.losing)} lose`,
    `access: ${String(followed.opened)} grants opened, ${String(followed.ended)} ended`,
    ...byRole.map(
      ({ roleId, gained, lost }) =>
        `  ${roles.get(roleId)?.key ?? 'a new role'}: ${String(gained)} gain, ${String(lost)} lose`,
    ),
    ...tripped.map(
      ({ scope, ends, earlier, allowed }) =>
        `STOPPED by the breaker of the ${scope}: ${String(ends + earlier)} would lose access; ${String(allowed)} are allowed.`,
    ),
  ];
  lines.push(
    ...vacant.map((sentence) => `VACANT: ${sentence}. Name somebody under Avslut, Vakanta uppdrag.`),
  );
  if (outcome === 'held')
    lines.push('Nothing has changed. HR or security releases or cancels it on the page.');
  return lines.join('\n');
}
