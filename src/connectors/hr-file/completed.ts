import { DeliveryFault, type HrFile, type IsKnown } from '../hr-reader.js';
import type { RawFile, Tally } from './raw-file.js';
import { digestOf, type DigestPlan } from './scan-records.js';

/** By what a file must measure up when it has been read to its end. */
export interface Expected {
  readonly name: string;
  /** Records, as the manifest says. */
  readonly manifest: number | undefined;
  /** Records, as was said beside the files. */
  readonly stated: number | undefined;
  /** Somebody must have stated the number. */
  readonly demanded: boolean;
}

/** The file with its number of records held against everything that states it, at the end of each whole reading. */
export function completed<Field extends string>(file: RawFile<Field>, expected: Expected): HrFile<Field> {
  const { columns, width } = file;
  const planOf = (
    covered: readonly Field[],
    named: { number: Field; personKey: Field },
    salt: string,
  ): DigestPlan => ({
    salt,
    covered: covered.flatMap((field) => columns[field] ?? []).sort((a, b) => a - b),
    number: columns[named.number] ?? 0,
    personKey: columns[named.personKey] ?? 0,
  });
  // One record after the other is asked for by the same columns.
  let last: { by: readonly unknown[]; plan: DigestPlan } | null = null;
  const planAgain = (...by: Parameters<typeof planOf>): DigestPlan => {
    if (last === null || by.some((each, n) => last?.by[n] !== each)) last = { by, plan: planOf(...by) };
    return last.plan;
  };
  return {
    columns,
    width,
    batches: (wanted) =>
      wanted ? file.batches(fresh(), wanted) : counted((tally) => file.batches(tally, null), expected),
    digests: (covered, named, salt, isKnown) =>
      counted((tally) => file.digests(tally, planOf(covered, named, salt), isKnown ?? nothing), expected),
    digestOf: (fields, covered, named, salt) => digestOf(fields, planAgain(covered, named, salt)),
  };
}

const nothing: IsKnown = () => false;

function fresh(): Tally {
  return { records: 0, told: null };
}

/** Passes records on and checks their number at the end: an empty file is never "everybody has left". */
async function* counted<Row>(
  read: (tally: Tally) => AsyncGenerator<readonly Row[]>,
  expected: Expected,
): AsyncGenerator<readonly Row[]> {
  const tally = fresh();
  yield* read(tally);
  if (tally.records === 0)
    throw new DeliveryFault('no-rows', `${expected.name} has no rows.`, expected.name, 1);
  checkCount(tally, expected);
}

/** @throws DeliveryFault when another number was stated, or none where one is demanded */
export function checkCount({ records, told }: Tally, { name, manifest, stated, demanded }: Expected): void {
  const says = `${name} is not complete: it has ${String(records)} rows`;
  if (manifest !== undefined && manifest !== records)
    throw new DeliveryFault('manifest-mismatch', `${says}, the manifest says ${String(manifest)}.`, name);
  if (told !== null && told !== records)
    throw new DeliveryFault('count-mismatch', `${says} and itself says ${String(told)}.`, name);
  if (stated !== undefined && stated !== records)
    throw new DeliveryFault('count-mismatch', `${says}, and ${String(stated)} were announced.`, name);
  if (demanded && manifest === undefined && told === null && stated === undefined)
    throw new DeliveryFault(
      'completeness-missing',
      `Nobody has stated how many rows ${name} should have, and this source demands it.`,
      name,
    );
}
