import { stat } from 'node:fs/promises';
import { DeliveryFault } from '../hr-reader.js';
import type { Table, TableFormat, TableReader } from '../table-reader.js';
import { measureFile } from './measure-file.js';
import { openFile } from './read-records.js';

/** A table as one CSV file, read with the same care as an HR snapshot: encoding, header, columns and a whole last line. */
export class CsvTableReader implements TableReader {
  async open<Field extends string>(
    file: { readonly name: string; readonly path: string },
    format: TableFormat<Field>,
  ): Promise<Table<Field>> {
    const { name, path } = file;
    const { encoding, delimiter, endsWithNewline, maxFileMegabytes, columns } = format;
    const { size } = await stat(path).catch(() => ({ size: -1 }));
    if (size < 0) throw new DeliveryFault('missing-file', `${name} cannot be read.`, name);
    if (size === 0) throw new DeliveryFault('empty-file', `${name} is empty.`, name, 1);
    if (size > maxFileMegabytes * 1024 * 1024)
      throw new DeliveryFault(
        'file-too-large',
        `${name} is larger than ${String(maxFileMegabytes)} MB.`,
        name,
      );
    const measured = await measureFile(path, name, encoding);
    const opened = await openFile<Field>(
      { name, path, encoding: measured.encoding, delimiter, endsWithNewline },
      columns,
    );
    return {
      columns: opened.columns,
      width: opened.width,
      digest: measured.sha256,
      batches: () => opened.batches({ records: 0, told: null }, null),
    };
  }
}
