import { z } from 'zod';
import { freeText } from '../../platform/http/free-text.js';

const base64url = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[A-Za-z0-9_-]+$/, 'must be base64url');

/** A browser may say more than we read; what we do not read is left out. */
const credential = {
  id: base64url(1400),
  rawId: base64url(1400),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).optional().catch(undefined),
};

export const creationResponseSchema = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: base64url(8000),
      attestationObject: base64url(60_000),
      transports: z.array(z.string().max(20)).max(10).optional(),
    }),
  })
  .meta({ id: 'PasskeyCreation' });

export const requestResponseSchema = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: base64url(8000),
      authenticatorData: base64url(8000),
      signature: base64url(8000),
      userHandle: base64url(100).optional(),
    }),
  })
  .meta({ id: 'PasskeyAssertion' });

const name = freeText(1, 60);

export const beginPasskeySignInSchema = z
  .object({ level: z.int().min(1).max(4).optional() })
  .meta({ id: 'BeginPasskeySignIn' });
export const finishPasskeySignInSchema = z
  .object({ response: requestResponseSchema })
  .meta({ id: 'FinishPasskeySignIn' });
export const enrolPasskeySchema = z
  .object({ response: creationResponseSchema, name })
  .meta({ id: 'EnrolPasskey' });
export const renamePasskeySchema = z.object({ name }).meta({ id: 'RenamePasskey' });
export const passkeyIdSchema = z.uuid();

const descriptors = z.array(
  z.object({ id: z.string(), type: z.literal('public-key'), transports: z.array(z.string()).optional() }),
);

/** PublicKeyCredentialRequestOptionsJSON, as much of it as we use. */
export const requestOptionsSchema = z
  .object({
    challenge: z.string(),
    rpId: z.string(),
    timeout: z.int(),
    userVerification: z.literal('required'),
    allowCredentials: descriptors,
  })
  .meta({ id: 'PasskeyRequestOptions' });

/** PublicKeyCredentialCreationOptionsJSON, as much of it as we use. */
export const creationOptionsSchema = z
  .object({
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    challenge: z.string(),
    pubKeyCredParams: z.array(z.object({ alg: z.int(), type: z.literal('public-key') })),
    timeout: z.int(),
    attestation: z.enum(['none', 'direct']),
    excludeCredentials: descriptors,
    authenticatorSelection: z.object({
      residentKey: z.literal('required'),
      requireResidentKey: z.boolean().optional(),
      userVerification: z.literal('required'),
    }),
    extensions: z.object({ credProps: z.boolean().optional() }).optional(),
  })
  .meta({ id: 'PasskeyCreationOptions' });

/** Done; there is nothing more to say. */
export const doneSchema = z.object({ done: z.literal(true) }).meta({ id: 'Done' });
