import { Inject, Injectable } from '@nestjs/common';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { Refused } from '../platform/refused.js';

/** A way of signing in that can be lost: a provider's id, or the kind of session for our own methods. */
export interface Means {
  provider: string;
  /** "SITHS"; null: every way of signing in by the provider. */
  method: string | null;
  /** The provider's name, for showing. */
  name: string;
}

/** Which credentials may be reported: what the configuration says that people sign in with. */
@Injectable()
export class ReadMeans {
  constructor(@Inject(configToken) private readonly config: Config) {}

  all(): Means[] {
    const ofProviders = this.config.identityProviders.flatMap(({ id, name, methods, levels }): Means[] => {
      const words = [
        ...new Set([...Object.values(methods), ...levels.flatMap(({ method }) => method ?? [])]),
      ];
      return words.length === 0
        ? [{ provider: id, method: null, name }]
        : words.map((method) => ({ provider: id, method, name }));
    });
    return [
      ...ofProviders,
      { provider: 'passkey', method: null, name: 'passkey' },
      ...(this.config.passwordAndCode.enabled
        ? [{ provider: 'password-and-code', method: null, name: 'password-and-code' }]
        : []),
    ];
  }

  /** @throws Refused invalid for what nobody signs in with */
  find(provider: string, method: string | null): Means {
    const found = this.all().find((means) => means.provider === provider && means.method === method);
    if (!found) throw Refused.because('invalid', 'Nobody signs in with that.', { pointer: '/means' });
    return found;
  }
}
