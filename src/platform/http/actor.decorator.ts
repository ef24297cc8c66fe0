import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { PersonActor } from '../../policy/model/actor.js';
import { Refused } from '../refused.js';

export type SignedInRequest = FastifyRequest & { actor?: PersonActor; sessionId?: Buffer };

/** The person whose session this request carries; set by the session guard and by nothing else. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): PersonActor => {
  const { actor } = context.switchToHttp().getRequest<SignedInRequest>();
  if (!actor) throw Refused.because('not-signed-in', 'Nobody is signed in.');
  return actor;
});

export const publicKey = 'grindvakt:public';
export const beforeSigningKey = 'grindvakt:before-signing';
/** Reachable although a text waits for the person's signature; everything else waits for it too (H10.3). */
export const BeforeSigning = (): MethodDecorator => SetMetadata(beforeSigningKey, true);

/** Reachable without a session. Everything else is closed by default. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(publicKey, true);

export const neverKeptKey = 'grindvakt:never-kept';
/** The answer holds a secret that is shown once: it is not kept for an `Idempotency-Key`. */
export const NeverKept = (): MethodDecorator => SetMetadata(neverKeptKey, true);
