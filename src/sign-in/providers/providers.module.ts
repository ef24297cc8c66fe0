import { Module } from '@nestjs/common';
import { ClientKeys } from './client-keys.js';
import { IdentityProviders } from './identity-providers.js';
import { ReadLogout } from './read-logout.js';

/** Everything that speaks OpenID Connect. */
@Module({
  providers: [ClientKeys, IdentityProviders, ReadLogout],
  exports: [ClientKeys, IdentityProviders, ReadLogout],
})
export class ProvidersModule {}
