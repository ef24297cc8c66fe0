/** Injection token of what reads a plain table out of a file. */
export const tableReader = Symbol('TableReader');

/** How a table is written. */
export interface TableFormat<Field extends string> {
  /** `auto` tells by the bytes. */
  readonly encoding: 'utf-8' | 'windows-1252' | 'auto';
  readonly delimiter: string;
  readonly endsWithNewline: boolean;
  readonly maxFileMegabytes: number;
  /** What each column is called in the header. */
  readonly columns: Readonly<Record<Field, string>>;
}

/** One record; `line` is where it begins, the header being line 1. */
export interface TableRecord {
  readonly line: number;
  readonly fields: readonly string[];
  /** Why it cannot be cut into fields; the fields are then a guess. Null when it can. */
  readonly malformed: string | null;
}

export interface Table<Field extends string> {
  /** Where each declared column stands. */
  readonly columns: Readonly<Partial<Record<Field, number>>>;
  /** Number of columns in the header. */
  readonly width: number;
  /** SHA-256 of the file. */
  readonly digest: Buffer;
  /** Records after the header in batches of about a megabyte; memory does not grow with the file. @throws DeliveryFault */
  batches(): AsyncGenerator<readonly TableRecord[]>;
}

/** The port to tables that are not HR snapshots: completions, for one. */
export interface TableReader {
  /** @param file the name it was sent under, and where it lies. @throws DeliveryFault */
  open<Field extends string>(
    file: { readonly name: string; readonly path: string },
    format: TableFormat<Field>,
  ): Promise<Table<Field>>;
}
