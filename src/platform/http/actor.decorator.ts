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
/** Reachable without a session. Everything else is closed by default. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(publicKey, true);
