import { z } from 'zod';
import { instant } from '../platform/http/returns.decorator.js';

const level = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);

export const credentialsSchema = z
  .object({
    passkeysInUse: z.boolean(),
    appInUse: z.boolean(),
    /** The session is fresh and from an identity provider, so that a credential can be added now. */
    mayEnrol: z.boolean(),
    passkeys: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        deviceBound: z.boolean(),
        backedUp: z.boolean(),
        /** What a sign-in by it is worth. */
        level,
        enrolledBy: z.enum(['provider', 'invitation']),
        createdAt: instant,
        lastUsedAt: instant.nullable(),
        barredAt: instant.nullable(),
        /** One is signed in by this one now. */
        isCurrent: z.boolean(),
      }),
    ),
    app: z
      .object({ createdAt: instant, lastUsedAt: instant.nullable(), recoveryCodesLeft: z.int() })
      .nullable(),
  })
  .meta({ id: 'Credentials' });

export type CredentialsView = z.input<typeof credentialsSchema>;

/** What the sign-in page offers beside the identity providers. */
export const signInMethodsSchema = z
  .object({
    passkey: z.boolean(),
    passwordAndCode: z.boolean(),
    /** This browser is known and may sign its person in until then; null: it is not. */
    knownUntil: instant.nullable(),
  })
  .meta({ id: 'SignInMethods' });
