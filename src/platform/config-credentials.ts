import { z } from 'zod';

const passkeyLevel = z.union([z.literal(2), z.literal(3)]);

/** Passkeys (WebAuthn): which authenticators are let in, and what they are worth. */
export const passkeysSchema = z
  .strictObject({
    enabled: z.boolean().default(true),
    /** Assurance level of a sign-in: by a key that never leaves its device, and by one that its provider syncs. */
    levels: z
      .strictObject({ deviceBound: passkeyLevel.default(3), synced: passkeyLevel.default(2) })
      .prefault({}),
    /** `direct`: the authenticator says what model it is. */
    attestation: z.enum(['none', 'direct']).default('none'),
    /** Models that are let in (AAGUID); an empty list lets in every one. Needs `direct` and `rootsFile`. */
    allowedAaguids: z.array(z.guid().toLowerCase()).default([]),
    /** PEM of the makers' authorities, against which what an authenticator says of itself is checked. */
    rootsFile: z.string().optional(),
  })
  .superRefine((passkeys, context) => {
    if (passkeys.allowedAaguids.length === 0) return;
    if (passkeys.attestation !== 'direct')
      context.addIssue({
        code: 'custom',
        path: ['attestation'],
        message: 'allowedAaguids needs direct, as a model that nobody vouches for can be made up',
      });
    if (passkeys.rootsFile === undefined)
      context.addIssue({ code: 'custom', path: ['rootsFile'], message: 'allowedAaguids needs it' });
  });

/** Sign-in by the directory's password and a code of an authenticator app: level 2. Needs `directory`. */
export const passwordAndCodeSchema = z.strictObject({ enabled: z.boolean().default(false) });

export const invitationsSchema = z.strictObject({
  /** How long an invitation that a manager or administrator issues in person is good. */
  minutes: z.int().min(5).max(120).default(30),
  /** How long one that the operator issues by the command line is good. */
  operatorHours: z.int().min(1).max(72).default(24),
});

/** Sealed emergency accounts: what they may do while the command line has opened one. */
export const breakGlassSchema = z.strictObject({
  rights: z
    .array(z.enum(['hr', 'security', 'auditor', 'it']))
    .min(1)
    .default(['security', 'it']),
  maxHours: z.int().min(1).max(4).default(4),
  /** Days within which a security officer judges what was done. */
  reviewDays: z.int().min(1).max(14).default(3),
});
