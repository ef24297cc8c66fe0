import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import type { Delivery, StatedRows } from '../../connectors/hr-reader.js';
import { InvalidInput } from '../../platform/http/invalid-input.js';
import { saveUpload } from '../../platform/http/save-upload.js';
import { openPrivateFolder } from '../../platform/private-folder.js';
import { uploadFieldsSchema } from './hr.schema.js';

export interface Upload {
  source: string | undefined;
  asOf: string | undefined;
  dryRun: boolean;
  delivery: Delivery;
  stated: StatedRows;
  /** SHA-256 of all that was sent: the same for the same upload only. */
  digest: Buffer;
  /** Removes the files, which hold personal numbers. */
  discard: () => Promise<void>;
}

/** An upload's files as a delivery, in a private folder. Of several files of one name the first counts. */
export async function receiveUpload(request: FastifyRequest): Promise<Upload> {
  const folder = await openPrivateFolder();
  const discard = (): Promise<void> => folder.remove();
  try {
    const { fields, files } = await saveUpload(request, folder.path);
    const given = uploadFieldsSchema.safeParse(Object.fromEntries(fields));
    if (!given.success) throw InvalidInput.from(given.error.issues);
    if (files.length === 0)
      throw new InvalidInput([{ pointer: '/files', code: 'invalid', detail: 'no file was sent' }]);
    // A browser that sends a whole folder puts its name before the file's.
    const named = files.map((file) => [path.basename(file.name.replaceAll('\\', '/')), file.path] as const);
    const { source, asOf, dryRun, rows, unitRows } = given.data;
    const said = [source ?? null, asOf ?? null, dryRun, rows ?? null, unitRows ?? null];
    const digest = await digestOf(said, named);
    const delivery = new Map(named.reverse());
    const stated = { employments: rows, units: unitRows };
    return { source, asOf, dryRun: dryRun === 'true', delivery, stated, digest, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

async function digestOf(fields: unknown, files: readonly (readonly [string, string])[]): Promise<Buffer> {
  const whole = createHash('sha256');
  for (const [name, file] of files) {
    const content = createHash('sha256');
    await pipeline(createReadStream(file), content);
    whole.update(`${JSON.stringify(name)} ${content.digest('hex')}\n`);
  }
  return whole.update(JSON.stringify(fields)).digest();
}
