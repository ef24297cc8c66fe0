import { z } from 'zod';
import { instant } from '../../platform/http/returns.decorator.js';

export const sessionSchema = z
  .object({
    id: z.uuid(),
    /** The one that asks. */
    current: z.boolean(),
    level: z.int(),
    kind: z.enum(['oidc', 'passkey', 'totp', 'break-glass', 'known-device']),
    provider: z.string(),
    /** "SITHS", "BankID". */
    method: z.string(),
    /** "Firefox · Windows". */
    device: z.string().nullable(),
    address: z.string().nullable(),
    /** What the configuration calls the network. */
    place: z.string().nullable(),
    signedInAt: instant,
    lastSeenAt: instant,
    expiresAt: instant,
  })
  .meta({ id: 'Session' });

export const sessionListSchema = z
  .object({ items: z.array(sessionSchema), next: z.null() })
  .meta({ id: 'SessionList' });

export const sessionsEndedSchema = z.object({ ended: z.int() }).meta({ id: 'SessionsEnded' });
export const sessionIdSchema = z.object({ id: z.uuid() });
