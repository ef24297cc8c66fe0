import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ReadProgram } from '../../api-clients/read-program.js';
import { Clock } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { sentBytes } from '../../platform/http/signed-route.js';
import { Refused } from '../../platform/refused.js';
import { takesEvents } from './retry-hr-events.js';
import type { EventSource } from './settle-hr-event.js';

/** Who sent the message, and for which source it speaks. */
export interface EventSender {
  readonly source: EventSource;
  /** `signature`, or the client's id. */
  readonly name: string;
}

const senders = new WeakMap<FastifyRequest, EventSender>();
const windowSeconds = 300;
const mostSignatures = 4;

/**
 * Lets in whoever proves to speak for an HR source: by a signature over the very bytes, no more than five minutes old,
 * by a client's secret, or by an API client's token. Everybody else gets the same answer, whether the source exists or not.
 */
@Injectable()
export class EventSenderGuard implements CanActivate {
  constructor(
    private readonly clock: Clock,
    private readonly programs: ReadProgram,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @throws Refused 'message-not-signed', 'message-too-old' */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const sources = this.config.hr.sources.filter((source) => takesEvents(source));
    const sender =
      this.#signed(request, sources) ?? clientOf(request, sources) ?? (await this.#program(request, sources));
    if (!sender)
      throw Refused.because(
        'message-not-signed',
        'The message is not signed with a key, or sent by a client, of an HR source that takes events.',
      );
    senders.set(request, sender);
    return true;
  }

  async #program(request: FastifyRequest, sources: readonly EventSource[]): Promise<EventSender | null> {
    const program = await this.programs.run(request, 'hr.events');
    const source = sources.find(({ id }) => id === program?.hrSource);
    return program && source ? { source, name: program.name } : null;
  }

  #signed(request: FastifyRequest, sources: readonly EventSource[]): EventSender | null {
    const header = request.headers['grindvakt-signature'];
    if (typeof header !== 'string') return null;
    const parts = header.split(',', mostSignatures + 1).map((part) => part.trim());
    const at = parts.find((part) => /^t=\d{1,12}$/.test(part))?.slice(2);
    const given = parts.filter((part) => /^v1=[0-9a-f]{64}$/.test(part)).map((part) => part.slice(3));
    if (at === undefined) return null;
    const signed = Buffer.concat([Buffer.from(`${at}.`, 'utf8'), sentBytes(request)]);
    for (const source of sources)
      for (const secret of source.events.secrets) {
        const right = createHmac('sha256', secret).update(signed).digest();
        if (!given.some((hex) => timingSafeEqual(Buffer.from(hex, 'hex'), right))) continue;
        // Told only to who knows the key; the time is part of what was signed.
        if (Math.abs(this.clock.now().getTime() / 1000 - Number(at)) > windowSeconds)
          throw Refused.because(
            'message-too-old',
            `The signature's time is more than ${String(windowSeconds)} seconds from ours: sign the message anew.`,
          );
        return { source, name: 'signature' };
      }
    return null;
  }
}

/** The sender of a request that has passed the guard. */
export function senderOf(request: FastifyRequest): EventSender {
  const sender = senders.get(request);
  if (!sender) throw Refused.because('message-not-signed', 'The message has no known sender.');
  return sender;
}

function clientOf(request: FastifyRequest, sources: readonly EventSource[]): EventSender | null {
  const match = /^Basic ([A-Za-z0-9+/=]{1,1000})$/i.exec(request.headers.authorization ?? '');
  if (!match) return null;
  const [, credential = ''] = match;
  const plain = Buffer.from(credential, 'base64').toString('utf8');
  const colon = plain.indexOf(':');
  if (colon < 0) return null;
  const id = plain.slice(0, colon);
  const given = Buffer.from(hash('sha256', plain.slice(colon + 1), 'hex'), 'hex');
  for (const source of sources)
    for (const client of source.events.clients)
      if (client.id === id && timingSafeEqual(Buffer.from(client.secretHash, 'hex'), given))
        return { source, name: client.id };
  return null;
}
