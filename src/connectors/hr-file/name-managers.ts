import { lastDayOf, readDay } from '../../policy/model/day-format.js';
import type { Day } from '../../policy/model/day.js';
import type { EmploymentField } from '../../policy/model/hr-fields.js';
import type { HrSource } from '../../platform/config-hr.js';
import type { RawFile } from './raw-file.js';

/** By what else than an employment's number a system may name a manager. */
export type ManagerBy = Exclude<HrSource['employments']['managerBy'], 'number'>;

interface Candidate {
  readonly number: string;
  readonly rank: string;
}

/**
 * The number of the employment that each person leads by, by the name they go by as managers: of several employments one
 * in force before one that is not, the main one before the others.
 * @param file the employments, with their managers as the system names them
 * @returns an employment's number for such a name; '' for one that nobody has
 */
export async function managerNumbers(
  file: RawFile<EmploymentField>,
  by: ManagerBy,
  source: HrSource,
  asOf: Day,
  alsoNamed: ReadonlySet<string>,
): Promise<(name: string) => string> {
  const value = (fields: readonly string[], field: EmploymentField): string =>
    (fields[file.columns[field] ?? -1] ?? '').normalize('NFC').trim();
  const named = new Set<string>([...alsoNamed].map((name) => known(name, by)));
  for await (const batch of file.batches({ records: 0, told: null }, null))
    for (const { fields, malformed } of batch)
      if (malformed === null) named.add(known(value(fields, 'managerNumber'), by));
  named.delete('');
  const best = new Map<string, Candidate>();
  for await (const batch of file.batches({ records: 0, told: null }, null))
    for (const { fields, malformed } of batch) {
      const name = malformed === null ? known(value(fields, by), by) : '';
      const number = value(fields, 'number');
      if (!named.has(name) || number === '') continue;
      const start = readDay(value(fields, 'startDate'), source.dates);
      const end = lastDayOf(readDay(value(fields, 'endDate'), source.dates), source);
      const isInForce = start !== null && start <= asOf && (end === null || end >= asOf);
      const isMain = source.yes.includes(value(fields, 'main'));
      const rank = `${isInForce ? '0' : '1'}${isMain ? '0' : '1'}${number}`;
      const standing = best.get(name);
      if (standing === undefined || rank < standing.rank) best.set(name, { number, rank });
    }
  return (name) => best.get(known(name.normalize('NFC').trim(), by))?.number ?? '';
}

/** Personal numbers are written in more ways than one; ten digits tell people of one time apart. */
function known(name: string, by: ManagerBy): string {
  if (by === 'personalNumber') return name.replace(/\D/g, '').slice(-10);
  return by === 'personKey' ? name : name.toLowerCase();
}
