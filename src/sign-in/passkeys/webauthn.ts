import { readFileSync } from 'node:fs';
import { Inject, Injectable } from '@nestjs/common';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  SettingsService,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { decodeAttestationObject, decodeCredentialPublicKey, cose } from '@simplewebauthn/server/helpers';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import { Refused } from '../../platform/refused.js';
import { checkAuthenticator, passkeyAlgorithms } from '../../policy/credentials/passkey.js';
import type { StoredPasskey } from './passkeys.store.js';

/** How long a person has for the ceremony. */
export const ceremonyMinutes = 5;

/** A new credential whose ceremony was right. */
export type NewCredential = Pick<
  StoredPasskey,
  | 'credentialId'
  | 'publicKey'
  | 'algorithm'
  | 'counter'
  | 'deviceBound'
  | 'backedUp'
  | 'aaguid'
  | 'attestation'
  | 'transports'
>;

const formats = ['packed', 'tpm', 'fido-u2f', 'android-key', 'apple'] as const;
const transports: readonly string[] = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'];

/**
 * The ceremonies of WebAuthn Level 3. Origin and rpId come from the configured address, never from the request; user
 * verification is demanded and checked always; the algorithms are those of `passkeyAlgorithms` alone.
 */
@Injectable()
export class WebAuthn {
  readonly #origin: string;
  readonly #rpId: string;

  constructor(@Inject(configToken) private readonly config: Config) {
    const { origin, hostname } = new URL(config.http.publicUrl);
    this.#origin = origin;
    this.#rpId = hostname;
    const { rootsFile } = config.passkeys;
    if (rootsFile === undefined) return;
    const certificates =
      readFileSync(rootsFile, 'utf8').match(
        /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g,
      ) ?? [];
    if (certificates.length === 0) throw new Error(`passkeys.rootsFile: ${rootsFile} holds no certificate`);
    for (const identifier of formats) SettingsService.setRootCertificates({ identifier, certificates });
  }

  /** @param person the name is shown by the browser and kept in the authenticator, on the person's own device */
  async creationOptions(person: {
    handle: Buffer;
    name: string;
    passkeys: readonly StoredPasskey[];
  }): Promise<PublicKeyCredentialCreationOptionsJSON> {
    return generateRegistrationOptions({
      rpName: this.config.organisation.name,
      rpID: this.#rpId,
      userID: new Uint8Array(person.handle),
      userName: person.name,
      userDisplayName: person.name,
      timeout: ceremonyMinutes * 60_000,
      attestationType: this.config.passkeys.attestation,
      excludeCredentials: person.passkeys.map(({ credentialId, transports: by }) => ({
        id: credentialId,
        transports: by,
      })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      supportedAlgorithmIDs: [...passkeyAlgorithms],
    });
  }

  /** No list of keys: whoever asks has not said who they are. */
  async requestOptions(): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return generateAuthenticationOptions({
      rpID: this.#rpId,
      allowCredentials: [],
      userVerification: 'required',
      timeout: ceremonyMinutes * 60_000,
    });
  }

  /** @throws Refused passkey-not-accepted */
  async verifyCreation(response: RegistrationResponseJSON, challenge: string): Promise<NewCredential> {
    const { registrationInfo: info } = await this.#checked('passkey-not-accepted', () =>
      verifyRegistrationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: this.#origin,
        expectedRPID: this.#rpId,
        requireUserVerification: true,
        supportedAlgorithmIDs: [...passkeyAlgorithms],
      }),
    );
    if (!info)
      throw Refused.because('passkey-not-accepted', 'What the security key says of itself is wrong.');
    const algorithm = decodeCredentialPublicKey(info.credential.publicKey).get(cose.COSEKEYS.alg);
    if (typeof algorithm !== 'number')
      throw Refused.because('passkey-not-accepted', 'The key does not say its algorithm.');
    const statement = decodeAttestationObject(info.attestationObject).get('attStmt');
    const refusal = checkAuthenticator(
      {
        aaguid: info.aaguid,
        format: info.fmt,
        vouchedFor: this.config.passkeys.rootsFile !== undefined && statement.get('x5c') !== undefined,
      },
      this.config.passkeys.allowedAaguids,
    );
    if (refusal) throw new Refused(refusal);
    return {
      credentialId: info.credential.id,
      publicKey: Buffer.from(info.credential.publicKey),
      algorithm,
      counter: info.credential.counter,
      deviceBound: info.credentialDeviceType === 'singleDevice',
      backedUp: info.credentialBackedUp,
      aaguid: info.aaguid,
      attestation: info.fmt,
      transports: (info.credential.transports ?? []).filter((by) => transports.includes(by)),
    };
  }

  /**
   * The signature counter is not judged here: what a wrong one means is the caller's to act on.
   * @throws Refused passkey-refused
   */
  async verifyRequest(
    response: AuthenticationResponseJSON,
    challenge: string,
    passkey: StoredPasskey,
  ): Promise<{ counter: number; deviceBound: boolean; backedUp: boolean }> {
    const { verified, authenticationInfo: info } = await this.#checked('passkey-refused', () =>
      verifyAuthenticationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: this.#origin,
        expectedRPID: this.#rpId,
        credential: {
          id: passkey.credentialId,
          publicKey: new Uint8Array(passkey.publicKey),
          counter: 0,
          transports: passkey.transports,
        },
        requireUserVerification: true,
      }),
    );
    if (!verified || !info.userVerified)
      throw Refused.because('passkey-refused', 'The signature of the passkey is wrong.');
    return {
      counter: info.newCounter,
      deviceBound: info.credentialDeviceType === 'singleDevice',
      backedUp: info.credentialBackedUp,
    };
  }

  /** Whatever goes wrong while checking, also an error of the library, refuses: nothing is let in by a failure. */
  async #checked<T>(code: 'passkey-refused' | 'passkey-not-accepted', check: () => Promise<T>): Promise<T> {
    try {
      return await check();
    } catch (error) {
      // The library quotes the challenge, the origin or an algorithm: none of it is a secret any more.
      const why = error instanceof Error ? error.message.slice(0, 200) : 'unknown';
      throw Refused.because(code, 'The passkey could not be checked, so it was refused.', { facts: { why } });
    }
  }
}
