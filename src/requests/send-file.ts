import type { FastifyReply } from 'fastify';
import type { StoredFile } from './attachments.store.js';

/** To be saved, never shown: a browser must not take it for a page of ours, whatever it holds. */
export async function sendFile(reply: FastifyReply, file: StoredFile): Promise<void> {
  const ascii = file.name.normalize('NFKD').replace(/[^\x20-\x7e]/g, '');
  await reply
    .header('content-type', file.mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : file.mediaType)
    .header(
      'content-disposition',
      `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    )
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'no-store')
    .send(file.content);
}
