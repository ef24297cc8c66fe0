import { Injectable } from '@nestjs/common';
import type { IdentityProviderConfig } from '../platform/config-identity-providers.js';
import { PersonNumbers } from '../platform/person-numbers.js';
import type { AtProvider } from './provider-logout.store.js';

/** How a sign-in at a provider is kept: as digests under our key, since a subject may be a personal number. */
@Injectable()
export class ProviderIdentity {
  constructor(private readonly numbers: PersonNumbers) {}

  of({ id }: IdentityProviderConfig, { sid, sub }: { sid: string | null; sub: string | null }): AtProvider {
    const digest = (kind: string, text: string | null): string | null =>
      text === null ? null : this.numbers.indexOf(`${id} ${kind} ${text}`).toString('base64url');
    return { provider: id, sid: digest('sid', sid), subject: digest('sub', sub) };
  }
}
