import type { DigestedRecord, HrRecord, IsKnown } from '../hr-reader.js';
import type { DigestPlan, Wanted } from './scan-records.js';

/** What one pass over a file counted; `told` is what the file itself states, at its end or beside its records. */
export interface Tally {
  records: number;
  told: number | null;
}

/** A file whose columns have been found, in whatever format; the reader checks its completeness. */
export interface RawFile<Field extends string> {
  readonly columns: Readonly<Partial<Record<Field, number>>>;
  readonly width: number;
  /** @param wanted by line; null for all */
  batches(tally: Tally, wanted: Wanted | null): AsyncGenerator<readonly HrRecord[]>;
  digests(
    tally: Tally,
    plan: DigestPlan,
    isKnown: IsKnown,
  ): AsyncGenerator<readonly (DigestedRecord | HrRecord)[]>;
}
