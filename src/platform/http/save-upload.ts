import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import { InvalidInput } from './invalid-input.js';

export interface SavedUpload {
  fields: ReadonlyMap<string, string>;
  /** In the order sent. `name` is the sender's word and no path; `path` is ours. */
  files: readonly { name: string; path: string }[];
}

/** A request that is not fit to be read; the problem filter answers with its status. */
class BadUpload extends Error {
  constructor(
    readonly statusCode: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
    this.name = 'BadUpload';
  }
}

/**
 * Saves the files of a multipart request into a folder of the caller's, which the caller removes. Every byte arrived
 * or it throws: the plugin's own `toBuffer()` and `pipeline()` at times hand over a file that was cut at the size
 * limit as if it were whole.
 * @throws an error with status 413 (too large), 415 (not multipart) or 400 (broken off); InvalidInput on a field
 */
export async function saveUpload(request: FastifyRequest, folder: string): Promise<SavedUpload> {
  if (!request.isMultipart()) throw new BadUpload(415, 'The files must be sent as multipart/form-data.');
  const fields = new Map<string, string>();
  const files: { name: string; path: string }[] = [];
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        const target = path.join(folder, String(files.length));
        await pipeline(part.file, createWriteStream(target, { mode: 0o600, flags: 'wx' }));
        if (part.file.truncated) throw new BadUpload(413, `The file ${part.filename} is too large.`);
        files.push({ name: part.filename, path: target });
      } else if (typeof part.value === 'string' && !part.valueTruncated)
        fields.set(part.fieldname, part.value);
      else
        throw new InvalidInput([
          { pointer: `/${part.fieldname}`, code: 'invalid', detail: 'must be a text of at most 100 kB' },
        ]);
    }
  } catch (error) {
    if (error instanceof Error && /terminated early|multipart|aborted|premature close/i.test(error.message))
      throw new BadUpload(400, 'The upload broke off before its end.');
    throw error;
  }
  return { fields, files };
}
