import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import type { HrSource } from '../../platform/config-hr.js';
import type { EmploymentField, UnitField } from '../../policy/model/hr-fields.js';
import { DeliveryFault, type Delivery, type HrFile, type HrReader, type Inspected } from '../hr-reader.js';
import type { FileFormat } from './read-chunks.js';
import { openFile } from './read-records.js';
import { readManifest, type Manifest } from './read-manifest.js';

/** Deliveries as CSV files in a folder, with a declared mapping and an optional manifest. */
export class HrFileReader implements HrReader {
  async inspect(delivery: Delivery, source: HrSource): Promise<Inspected> {
    const manifest = await this.#manifest(delivery, source);
    const digest = createHash('sha256');
    let bytes = 0;
    for (const name of [source.employments.file, source.units.file]) {
      const found = await this.#measure(delivery, source, name);
      const stated = manifest?.files.get(name);
      if (manifest && !stated)
        throw new DeliveryFault('manifest-mismatch', `The manifest does not name ${name}.`, name);
      if (stated?.bytes !== undefined && stated.bytes !== found.bytes)
        throw mismatch(name, `has ${String(found.bytes)} bytes, the manifest says ${String(stated.bytes)}`);
      if (stated?.sha256 !== undefined && stated.sha256.toLowerCase() !== found.sha256.toString('hex'))
        throw mismatch(name, 'does not have the SHA-256 that the manifest says');
      digest.update(found.sha256);
      bytes += found.bytes;
    }
    return {
      digest: digest.digest(),
      bytes,
      snapshotDate: manifest?.snapshotDate ?? null,
      generatedAt: manifest?.generatedAt ?? null,
    };
  }

  async openEmployments(delivery: Delivery, source: HrSource): Promise<HrFile<EmploymentField>> {
    const { file, columns } = source.employments;
    return this.#open(delivery, source, file, columns);
  }

  async openUnits(delivery: Delivery, source: HrSource): Promise<HrFile<UnitField>> {
    const { file, columns } = source.units;
    return this.#open(delivery, source, file, columns);
  }

  async #open<Field extends string>(
    delivery: Delivery,
    source: HrSource,
    name: string,
    declared: Readonly<Partial<Record<Field, string>>>,
  ): Promise<HrFile<Field>> {
    const format: FileFormat = {
      name,
      path: pathOf(delivery, name),
      encoding: source.encoding,
      delimiter: source.delimiter,
      endsWithNewline: source.endsWithNewline,
    };
    const file = await openFile(format, declared);
    const manifest = await this.#manifest(delivery, source);
    const stated = manifest?.files.get(name)?.rows;
    return {
      ...file,
      batches: (wanted) => (wanted ? file.batches(wanted) : counted(file.batches(), name, stated)),
      digests: (covered, named, salt) => counted(file.digests(covered, named, salt), name, stated),
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

  async #measure(
    delivery: Delivery,
    source: HrSource,
    name: string,
  ): Promise<{ bytes: number; sha256: Buffer }> {
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
    return { bytes: size, sha256: await digestOf(file) };
  }
}

function pathOf(delivery: Delivery, name: string): string {
  const found = delivery.get(name);
  if (found === undefined) throw new DeliveryFault('missing-file', `The delivery has no file ${name}.`, name);
  return found;
}

function mismatch(name: string, how: string): DeliveryFault {
  return new DeliveryFault('manifest-mismatch', `${name} is not complete: it ${how}.`, name);
}

async function digestOf(file: string): Promise<Buffer> {
  const hash = createHash('sha256');
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(1 << 20);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return hash.digest();
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

/** Passes records on and checks their number at the end: an empty file is never "everybody has left". */
async function* counted<Row>(
  batches: AsyncGenerator<readonly Row[]>,
  name: string,
  stated: number | undefined,
): AsyncGenerator<readonly Row[]> {
  let rows = 0;
  for await (const batch of batches) {
    rows += batch.length;
    yield batch;
  }
  if (rows === 0) throw new DeliveryFault('no-rows', `${name} has a header and nothing more.`, name, 1);
  if (stated !== undefined && stated !== rows)
    throw mismatch(name, `has ${String(rows)} rows, the manifest says ${String(stated)}`);
}
