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
import { completed, type Expected } from './completed.js';
import { jsonColumns } from './flatten-json.js';
import { measureFile, type Measured } from './measure-file.js';
import type { RawFile } from './raw-file.js';
import { jsonBatches, jsonDigests, type JsonFormat } from './read-json.js';
import { CsvTableReader } from './csv-table-reader.js';
import { readManifest, type Manifest } from './read-manifest.js';
import { openFile } from './read-records.js';

const flagFields: ReadonlySet<string> = new Set<EmploymentField>(['main', 'leadsUnit', 'registeredByHand']);

/** Deliveries as CSV or JSON files in a folder, with a declared mapping and an optional manifest. */
export class HrFileReader implements HrReader {
  readonly tables = new CsvTableReader();
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
  ): Promise<HrFile<EmploymentField>> {
    const { columns } = source.employments;
    return this.#open(delivery, source, source.employments, columns, stated.employments);
  }

  async openUnits(
    delivery: Delivery,
    source: HrSource,
    stated: StatedRows = {},
  ): Promise<HrFile<UnitField> | null> {
    if (!source.units) return null;
    return this.#open(delivery, source, source.units, source.units.columns, stated.units);
  }

  async #open<Field extends string>(
    delivery: Delivery,
    source: HrSource,
    format: HrFileFormat,
    declared: Readonly<Partial<Record<Field, string>>>,
    stated: number | undefined,
  ): Promise<HrFile<Field>> {
    const { file: name } = format;
    const path = pathOf(delivery, name);
    const { encoding } =
      this.#measured.get(delivery)?.get(name) ?? (await this.#measure(delivery, source, name));
    const { delimiter, endsWithNewline } = source;
    const common = { name, path, encoding, endsWithNewline };
    const raw: RawFile<Field> =
      format.format === 'json'
        ? openJson(
            { ...common, rows: format.rows, total: format.total, ...jsonWay(source, declared) },
            declared,
          )
        : await openFile({ ...common, delimiter, countLine: format.countLine }, declared);
    const manifest = await this.#manifest(delivery, source);
    const expected: Expected = {
      name,
      manifest: manifest?.files.get(name)?.rows,
      stated,
      demanded: source.completenessRequired && name === source.employments.file,
    };
    return completed(raw, expected);
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
    digests: (tally, plan) => jsonDigests(format, tally, plan),
  };
}

function jsonWay<Field extends string>(
  source: HrSource,
  declared: Readonly<Partial<Record<Field, string>>>,
): Pick<JsonFormat, 'columns' | 'words'> {
  const fields = fieldsOf(declared);
  const flags = new Set(fields.flatMap((field, n) => (flagFields.has(field) ? [n] : [])));
  const words = { yes: source.yes[0] ?? '', no: source.no?.[0] ?? '', decimal: source.decimal };
  return {
    columns: jsonColumns(
      fields.map((field) => declared[field] ?? ''),
      flags,
    ),
    words,
  };
}

function fieldsOf<Field extends string>(declared: Readonly<Partial<Record<Field, string>>>): Field[] {
  return (Object.keys(declared) as Field[]).filter((field) => declared[field] !== undefined);
}

function formatOf(source: HrSource, name: string): HrFileFormat {
  return source.units?.file === name ? source.units : source.employments;
}

function statedOf(source: HrSource, name: string, stated: StatedRows): number | undefined {
  return source.units?.file === name ? stated.units : stated.employments;
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
