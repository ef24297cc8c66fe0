import { createHash } from 'node:crypto';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { neverKeptKey, type SignedInRequest } from './actor.decorator.js';
import type { AnswerOnce } from './answer-once.js';

/**
 * Answers a POST with an `Idempotency-Key` once. An upload (multipart) is left to its controller, which alone knows its
 * content when it has arrived.
 */
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly once: AnswerOnce) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<SignedInRequest>();
    const isUpload = (request.headers['content-type'] ?? '').startsWith('multipart/');
    const isSecret: unknown = Reflect.getMetadata(neverKeptKey, context.getHandler());
    const key = request.method === 'POST' && !isUpload && isSecret !== true ? this.once.keyOf(request) : null;
    if (key === null) return next.handle();
    const digest = createHash('sha256')
      .update(JSON.stringify([request.method, request.url, request.body ?? null]))
      .digest();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return from(
      this.once.run(key, digest, reply, () => lastValueFrom(next.handle(), { defaultValue: undefined })),
    );
  }
}
