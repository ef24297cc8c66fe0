import type { CDPSession, Page } from 'playwright-core';

/** What Chromium says of a credential in a virtual authenticator. */
interface HeldCredential {
  credentialId: string;
  isResidentCredential: boolean;
  rpId?: string;
  privateKey: string;
  userHandle?: string;
  signCount: number;
}

/** A security key in the browser of somebody on a visit, by Chromium's own virtual authenticator. */
export class VirtualKey {
  private constructor(
    private readonly session: CDPSession,
    private readonly authenticatorId: string,
  ) {}

  /** @param more `synced`: its provider keeps copies; `knowsUser` false: it cannot tell who holds it */
  static async on(
    page: Page,
    { synced = false, knowsUser = true }: { synced?: boolean; knowsUser?: boolean } = {},
  ): Promise<VirtualKey> {
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: knowsUser,
        isUserVerified: knowsUser,
        automaticPresenceSimulation: true,
        defaultBackupEligibility: synced,
        defaultBackupState: synced,
      },
    });
    return new VirtualKey(session, authenticatorId);
  }

  /** Whether the next touch proves who touches. */
  async verifies(isUserVerified: boolean): Promise<void> {
    await this.session.send('WebAuthn.setUserVerified', {
      authenticatorId: this.authenticatorId,
      isUserVerified,
    });
  }

  async held(): Promise<HeldCredential> {
    const { credentials } = await this.session.send('WebAuthn.getCredentials', {
      authenticatorId: this.authenticatorId,
    });
    const [credential] = credentials;
    if (!credential) throw new Error('the authenticator holds no key');
    return credential;
  }

  /** Puts a copied key in, as a thief would. */
  async takeIn(credential: HeldCredential): Promise<void> {
    await this.session.send('WebAuthn.addCredential', {
      authenticatorId: this.authenticatorId,
      credential: { ...credential },
    });
  }
}
