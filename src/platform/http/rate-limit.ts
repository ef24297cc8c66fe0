import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { configToken } from '../config-token.js';
import type { Config } from '../config.js';
import { Refused } from '../refused.js';

const windowMs = 60_000;
/** Addresses that are remembered at once; beyond it those seen longest ago are forgotten. */
const most = 20_000;

interface Count {
  from: number;
  n: number;
}

/**
 * So many a minute from one address, on this instance: against floods, not against guessing, which the counters in the
 * database are for. Memory is bounded.
 */
export class RateLimit {
  readonly #counts = new Map<string, Count>();

  constructor(
    private readonly perMinute: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @returns seconds to wait, or null when there is room */
  take(address: string): number | null {
    const now = this.now();
    const known = this.#counts.get(address);
    const count = known && now - known.from < windowMs ? known : { from: now, n: 0 };
    // Set anew, so that the order of the map is the order of the last sight.
    this.#counts.delete(address);
    this.#counts.set(address, count);
    if (this.#counts.size > most)
      for (const first of this.#counts.keys()) {
        this.#counts.delete(first);
        break;
      }
    count.n += 1;
    return count.n <= this.perMinute ? null : Math.max(1, Math.ceil((count.from + windowMs - now) / 1000));
  }
}

/** An IPv6 customer has a whole /64 to choose addresses from. */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.split('::');
  const front = head.split(':');
  const filled = address.includes('::')
    ? [
        ...front,
        ...Array<string>(Math.max(0, 8 - front.length - tail.split(':').length)).fill('0'),
        ...tail.split(':'),
      ]
    : front;
  return filled.slice(0, 4).join(':');
}

abstract class Limit implements CanActivate {
  protected abstract readonly limit: RateLimit;

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const wait = this.limit.take(networkOf(http.getRequest<FastifyRequest>().ip));
    if (wait === null) return true;
    http.getResponse<FastifyReply>().header('retry-after', String(wait));
    throw Refused.because(
      'too-many-requests',
      `Too many at once from your network: try again in ${String(wait)} s.`,
    );
  }
}

/** Of sign-ins that are begun. */
@Injectable()
export class SignInLimit extends Limit {
  protected readonly limit: RateLimit;
  constructor(@Inject(configToken) config: Config) {
    super();
    this.limit = new RateLimit(config.http.limits.signIn);
  }
}

/** Of programs that ask for a token, and of providers that tell of a logout. */
@Injectable()
export class TokenLimit extends Limit {
  protected readonly limit: RateLimit;
  constructor(@Inject(configToken) config: Config) {
    super();
    this.limit = new RateLimit(config.http.limits.token);
  }
}
