import type { FastifyRequest } from 'fastify';
import { Refused } from '../platform/refused.js';
import { InvalidInput } from '../platform/http/invalid-input.js';

/**
 * The one file of a multipart request, in memory. Whatever the sender says of its size, it is read no further than a
 * byte past the limit.
 * @throws Refused attachment-refused when it is larger; InvalidInput at `/file` when there is not exactly one
 */
export async function receiveFile(
  request: FastifyRequest,
  maxBytes: number,
): Promise<{ name: string; content: Buffer }> {
  if (!request.isMultipart()) throw noFile('must be sent as multipart/form-data');
  const chunks: Buffer[] = [];
  let name: string | null = null;
  let size = 0;
  try {
    for await (const part of request.parts({ limits: { fileSize: maxBytes + 1, files: 1, fields: 1 } })) {
      if (part.type !== 'file') throw noFile('is a file, not a field');
      name = part.filename;
      for await (const chunk of part.file) {
        const bytes = chunk as Buffer;
        size += bytes.length;
        if (size > maxBytes) break;
        chunks.push(bytes);
      }
      if (size > maxBytes || part.file.truncated)
        throw Refused.because('attachment-refused', `The file is larger than ${String(maxBytes)} bytes.`, {
          pointer: '/file',
          facts: { maxBytes },
        });
    }
  } catch (error) {
    if (error instanceof Refused || error instanceof InvalidInput) throw error;
    throw noFile('broke off before its end, or is more than one');
  }
  if (name === null) throw noFile('is missing');
  return { name, content: Buffer.concat(chunks) };
}

function noFile(detail: string): InvalidInput {
  return new InvalidInput([{ pointer: '/file', code: 'invalid', detail }]);
}
