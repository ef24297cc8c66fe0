import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { filesOf, type HrFileFormat, type HrSource } from '../../platform/config-hr.js';
import type { EmploymentField, UnitField } from '../../policy/model/hr-fields.js';
import {
  DeliveryFault,
  type Completeness,
  type Delivery,
  type FoundFile,
  type HrFile,
  type HrReader,
  type Inspected,
  type StatedRows,
} from '../hr-reader.js';
import type { Day } from '../../policy/model/day.js';
import { checkCount, completed, type Expected } from './completed.js';
import { fieldsOf } from './recast.js';
import { SourceFiles } from './source-files.js';
import { jsonColumns } from './flatten-json.js';
import { measureFile, type Measured } from './measure-file.js';
import type { RawFile } from './raw-file.js';
import { jsonBatches, jsonDigests, type JsonFormat } from './read-json.js';
import { CsvTableReader } from './csv-table-reader.js';
import type { FileFormat } from './read-chunks.js';
import { readManifest, type Manifest } from './read-manifest.js';
import { openFile } from './read-records.js';

// Where nobody says which day is described, as where a delivery is only looked at.
const latest: Day = '9999-12-30';

/** Deliveries as CSV or JSON files in a folder, with a declared mapping and an optional manifest. */
export class HrFileReader implements HrReader {
  readonly tables = new CsvTableReader();
  readonly #opened = new WeakMap<Delivery, SourceFiles>();
  /** What was measured when the delivery was inspected, so that opening its files does not read them once more. */
  readonly #measured = new WeakMap<Delivery, Map<string, Measured>>();

  async inspect(delivery: Delivery, source: HrSource, stated: StatedRows = {}): Promise<Inspected> {
    const manifest = await this.#manifest(delivery, source);
    const digest = createHash('sha256');
    const files: FoundFile[] = [];
    this.#measured.delete(delivery);
    for (const name of filesOf(source)) {
      const found = await this.#measure(delivery, source, name);
      const listed = manifest?.files.get(name);
      if (manifest && !listed)
        throw new DeliveryFault('manifest-mismatch', `The manifest does not name ${name}.`, name);
      if (listed?.bytes !== undefined && listed.bytes !== found.bytes)
        throw mismatch(name, `has ${String(found.bytes)} bytes, the manifest says ${String(listed.bytes)}`);
      if (listed?.sha256 !== undefined && listed.sha256.toLowerCase() !== found.sha256.toString('hex'))
        throw mismatch(name, 'does not have the SHA-256 that the manifest says');
      digest.update(found.sha256);
      const { format, countLine, total } = formatOf(source, name);
      const completeness: Completeness[] = [
        ...(listed ? (['manifest'] as const) : []),
        ...(statedOf(source, name, stated) === undefined ? [] : (['rows'] as const)),
        ...(countLine ? (['count-line'] as const) : []),
        ...(total === undefined ? [] : (['total'] as const)),
      ];
      const { encoding, mark, bytes } = found;
      files.push({ name, format, encoding, mark, detected: source.encoding === 'auto', bytes, completeness });
    }
    return {
      digest: digest.digest(),
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      snapshotDate: manifest?.snapshotDate ?? null,
      generatedAt: manifest?.generatedAt ?? null,
      files,
    };
  }

  async openEmployments(
    delivery: Delivery,
    source: HrSource,
    stated: StatedRows = {},
    asOf = latest,
  ): Promise<HrFile<EmploymentField>> {
    const raw = await (await this.#files(delivery, source, asOf)).employments();
    const { file } = source.employments;
    return completed(raw, await this.#expected(delivery, source, file, stated.employments));
  }

  async openUnits(
    delivery: Delivery,
    source: HrSource,
    stated: StatedRows = {},
    asOf = latest,
  ): Promise<HrFile<UnitField> | null> {
    const raw = await (await this.#files(delivery, source, asOf)).units();
    if (!raw) return null;
    const { units } = source;
    if (units) return completed(raw, await this.#expected(delivery, source, units.file, stated.units));
    const { file: name } = source.employments;
    return completed(raw, { name, manifest: undefined, stated: undefined, demanded: false });
  }

  async close(delivery: Delivery): Promise<void> {
    await this.#opened.get(delivery)?.close();
    this.#opened.delete(delivery);
  }

  /** Kept between units and employments, so that what is joined is read once. */
  async #files(delivery: Delivery, source: HrSource, asOf: Day): Promise<SourceFiles> {
    const known = this.#opened.get(delivery);
    if (known?.source === source && known.asOf === asOf) return known;
    await known?.close();
    const files = new SourceFiles(
      source,
      asOf,
      (format, declared, flags) => this.#open(delivery, source, format, declared, flags),
      async (name, tally) => {
        checkCount(tally, await this.#expected(delivery, source, name, undefined));
      },
    );
    this.#opened.set(delivery, files);
    return files;
  }

  /** @param flags columns that may be true or false in JSON */
  async #open<Field extends string>(
    delivery: Delivery,
    source: HrSource,
    format: HrFileFormat,
    declared: Readonly<Partial<Record<Field, string>>>,
    flags: ReadonlySet<string>,
  ): Promise<RawFile<Field>> {
    const { file: name } = format;
    const path = pathOf(delivery, name);
    const { encoding } =
      this.#measured.get(delivery)?.get(name) ?? (await this.#measure(delivery, source, name));
    const { delimiter, endsWithNewline } = source;
    const common = { name, path, encoding, endsWithNewline };
    if (format.format === 'csv')
      return openFile({ ...common, delimiter, ...waysOf(source, format) }, declared);
    const { rows, total } = format;
    return openJson({ ...common, rows, total, ...jsonWay(source, declared, flags) }, declared);
  }

  async #expected(
    delivery: Delivery,
    source: HrSource,
    name: string,
    stated: number | undefined,
  ): Promise<Expected> {
    const manifest = (await this.#manifest(delivery, source))?.files.get(name)?.rows;
    return {
      name,
      manifest,
      stated,
      demanded: source.completenessRequired && name === source.employments.file,
    };
  }

  async #manifest(delivery: Delivery, source: HrSource): Promise<Manifest | null> {
    const { manifest: name, manifestRequired } = source;
    const found = name === undefined ? undefined : delivery.get(name);
    if (name === undefined || found === undefined) {
      if (!manifestRequired) return null;
      throw new DeliveryFault(
        'manifest-missing',
        'The delivery has no manifest, and this source demands one.',
      );
    }
    const manifest = await readManifest(found, name);
    if (manifest.source !== null && manifest.source !== source.id)
      throw new DeliveryFault('wrong-source', `The manifest is of another source than ${source.id}.`, name);
    if (manifest.kind !== 'full')
      throw new DeliveryFault('not-full', 'The manifest does not say that the snapshot is full.', name);
    return manifest;
  }

  async #measure(delivery: Delivery, source: HrSource, name: string): Promise<Measured> {
    const file = pathOf(delivery, name);
    const { size } = await stat(file).catch(() => ({ size: -1 }));
    if (size < 0) throw new DeliveryFault('missing-file', `${name} cannot be read.`, name);
    if (size === 0) throw new DeliveryFault('empty-file', `${name} is empty.`, name, 1);
    const most = source.maxFileMegabytes * 1024 * 1024;
    if (size > most)
      throw new DeliveryFault(
        'file-too-large',
        `${name} is larger than ${String(source.maxFileMegabytes)} MB.`,
        name,
      );
    const measured = await measureFile(file, name, source.encoding).catch((error: unknown) => {
      throw isUnreadable(error) ? new DeliveryFault('missing-file', `${name} cannot be read.`, name) : error;
    });
    const known = this.#measured.get(delivery) ?? new Map<string, Measured>();
    this.#measured.set(delivery, known.set(name, measured));
    return measured;
  }
}

/** How lines are to be taken, beside what cuts them. */
function waysOf(
  { quotes, endsWithDelimiter }: HrSource,
  { countLine, header, linesBefore, notRecords }: HrFileFormat,
): Pick<FileFormat, 'countLine' | 'header' | 'linesBefore' | 'ways'> {
  const skips = notRecords.map((text) => Buffer.from(text, 'utf8'));
  return { countLine, header, linesBefore, ways: { noQuotes: !quotes, endsWithDelimiter, skips } };
}

/** JSON has no header to check: what a record lacks, its rows lack. */
function openJson<Field extends string>(
  format: JsonFormat,
  declared: Readonly<Partial<Record<Field, string>>>,
): RawFile<Field> {
  const columns: Partial<Record<Field, number>> = {};
  for (const [n, field] of fieldsOf(declared).entries()) columns[field] = n;
  return {
    columns,
    width: format.columns.paths.length,
    batches: (tally, wanted) => jsonBatches(format, tally, wanted),
    digests: (tally, plan, isKnown) => jsonDigests(format, tally, plan, isKnown),
  };
}

function jsonWay<Field extends string>(
  source: HrSource,
  declared: Readonly<Partial<Record<Field, string>>>,
  flagged: ReadonlySet<string>,
): Pick<JsonFormat, 'columns' | 'words'> {
  const fields = fieldsOf(declared);
  const flags = new Set(fields.flatMap((field, n) => (flagged.has(field) ? [n] : [])));
  const words = { yes: source.yes[0] ?? '', no: source.no?.[0] ?? '', decimal: source.decimal };
  return {
    columns: jsonColumns(
      fields.map((field) => declared[field] ?? ''),
      flags,
    ),
    words,
  };
}

function formatOf(source: HrSource, name: string): HrFileFormat {
  const joined = source.employments.joined.find(({ file }) => file === name);
  return joined ?? (source.units?.file === name ? source.units : source.employments);
}

function statedOf(source: HrSource, name: string, stated: StatedRows): number | undefined {
  if (source.units?.file === name) return stated.units;
  return source.employments.file === name ? stated.employments : undefined;
}

/** The file is there and not for us: a matter of its owner and mode, which HR or the machine's operator mends. */
function isUnreadable(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return code === 'EACCES' || code === 'EPERM';
}

function pathOf(delivery: Delivery, name: string): string {
  const found = delivery.get(name);
  if (found === undefined) throw new DeliveryFault('missing-file', `The delivery has no file ${name}.`, name);
  return found;
}

function mismatch(name: string, how: string): DeliveryFault {
  return new DeliveryFault('manifest-mismatch', `${name} is not complete: it ${how}.`, name);
}
