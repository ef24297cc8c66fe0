/** What this system does to lines that others do not. */
export interface LineWays {
  /** A quotation mark is a letter like any other. */
  readonly noQuotes: boolean;
  /** Every record has one delimiter more than it has fields between. */
  readonly endsWithDelimiter: boolean;
  /** Lines that begin so are no records: sums, separators, remarks. */
  readonly skips: readonly Buffer[];
}
