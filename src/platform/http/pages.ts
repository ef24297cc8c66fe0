import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const outside = /^\/(api|health|metrics)(\/|$)/;

/**
 * Serves the built single-page application: its files by name, and index.html for every other address that a
 * browser asks for as a page (deep links). Nothing here is secret, so no guard stands before it.
 * @param root the built pages; nothing is served when there are none
 */
export async function servePages(app: NestFastifyApplication, root: string): Promise<void> {
  if (!existsSync(path.join(root, 'index.html'))) return;
  // One route a file found now, so that no address ever walks the file system.
  await app.register(fastifyStatic, {
    root,
    wildcard: false,
    index: false,
    cacheControl: false,
    setHeaders: (reply, file) => {
      const isHashed = file.includes(`${path.sep}assets${path.sep}`);
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app
    .getHttpAdapter()
    .getInstance()
    .get('/*', (request, reply) => {
      const [address = ''] = request.url.split('?');
      const wantsPage = /text\/html|\*\/\*/.test(request.headers.accept ?? '*/*');
      if (!wantsPage || outside.test(address) || /\.[a-z0-9]+$/i.test(address)) {
        reply.callNotFound();
        return reply;
      }
      return reply.header('cache-control', 'no-cache').sendFile('index.html');
    });
}
