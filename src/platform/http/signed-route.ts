import { Readable } from 'node:stream';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';

const bodies = new WeakMap<FastifyRequest, Buffer>();

interface SignedConfig {
  readonly signed: { readonly megabytes: number };
}

/**
 * A route that programs post to, each message carrying its own proof of who sent it and no cookie having any say: the
 * bytes that were signed are kept for the guard, and such a program need not tell where it comes from.
 */
export const SignedRoute = (megabytes: number): MethodDecorator => {
  const config: SignedConfig = { signed: { megabytes } };
  return RouteConfig(config);
};

/** The body as it was sent, byte for byte. Of signed routes alone. */
export function sentBytes(request: FastifyRequest): Buffer {
  return bodies.get(request) ?? Buffer.alloc(0);
}

/** The route that matched is a signed one; however its address was written. */
export function isSignedRoute(request: FastifyRequest): boolean {
  return isSigned(request.routeOptions.config);
}

/** To be called before the routes are there. */
export function keepSignedBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route: RouteOptions) => {
    if (!isSigned(route.config)) return;
    const limit = route.config.signed.megabytes * 1024 * 1024;
    route.bodyLimit = limit;
    route.preParsing = async (request, _reply, payload) => {
      const chunks: Buffer[] = [];
      let length = 0;
      for await (const chunk of payload) {
        const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as string);
        length += bytes.length;
        if (length > limit) throw new BodyTooLarge();
        chunks.push(bytes);
      }
      const body = Buffer.concat(chunks);
      bodies.set(request, body);
      return Object.assign(Readable.from([body]), { receivedEncodedLength: body.length });
    };
  });
}

class BodyTooLarge extends Error {
  readonly statusCode = 413;
  constructor() {
    super('The body is larger than this route takes.');
  }
}

function isSigned(config: unknown): config is SignedConfig {
  return typeof config === 'object' && config !== null && 'signed' in config;
}
