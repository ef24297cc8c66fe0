import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import { beginPasskeySignIn, finishPasskeySignIn } from '../api/credentials.js';
import type { PasskeyCreation, PasskeyCreationOptions } from '../api/generated/types.gen.js';
import { Problem } from '../api/problem.js';

/** Whether this browser can do passkeys at all. */
export function hasPasskeys(): boolean {
  return 'PublicKeyCredential' in window;
}

/** Signs in by whichever passkey the person chooses. @throws Problem; `passkey-cancelled` when nothing was chosen */
export async function signInByPasskey(level?: number): Promise<void> {
  const options = await beginPasskeySignIn(level);
  const answer = await byHand(() => startAuthentication({ optionsJSON: options }));
  const { userHandle, ...response } = answer.response;
  await finishPasskeySignIn({
    id: answer.id,
    rawId: answer.rawId,
    type: answer.type,
    response: { ...response, ...(userHandle === undefined ? {} : { userHandle }) },
  });
}

/** Lets the browser make a passkey. @throws Problem; `passkey-cancelled` or `passkey-there` */
export async function makePasskey(options: PasskeyCreationOptions): Promise<PasskeyCreation> {
  const answer = await byHand(() => startRegistration({ optionsJSON: options }));
  const { clientDataJSON, attestationObject, transports } = answer.response;
  return {
    id: answer.id,
    rawId: answer.rawId,
    type: answer.type,
    response: { clientDataJSON, attestationObject, ...(transports ? { transports } : {}) },
  };
}

async function byHand<T>(ceremony: () => Promise<T>): Promise<T> {
  try {
    return await ceremony();
  } catch (error) {
    const isThere = error instanceof Error && error.name === 'InvalidStateError';
    throw new Problem(0, isThere ? 'passkey-there' : 'passkey-cancelled', '', null);
  }
}
