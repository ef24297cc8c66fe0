import { z } from 'zod';
import { cookiePurposes } from './cookie-list.js';

export const loginQuerySchema = z.object({
  provider: z.string().max(100).optional(),
  return: z.string().optional(),
  /** More than any sign-in must reach. */
  level: z
    .enum(['3', '4'])
    .transform((text) => (text === '4' ? 4 : 3))
    .optional(),
  /** The person shall prove anew who they are. */
  fresh: z.enum(['0', '1']).optional(),
});

export const providersSchema = z
  .object({
    environment: z.enum(['production', 'test', 'demo']),
    organisation: z.string(),
    /** Whom to call when it fails. */
    support: z.object({
      phone: z.string().nullable(),
      email: z.string().nullable(),
      hours: z.object({ sv: z.string(), en: z.string() }).nullable(),
    }),
    /** By what this browser signed in last: a provider's id, or a method of our own. */
    last: z.string().nullable(),
    items: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        icon: z.enum(['card', 'phone', 'key']),
        /** The most that a sign-in by it reaches. */
        level: z.int(),
      }),
    ),
    next: z.null(),
  })
  .meta({ id: 'Providers' });

export const signedOutSchema = z.object({ url: z.string().nullable() }).meta({ id: 'SignedOut' });

export const cookiesSchema = z
  .object({
    items: z.array(
      z.object({
        name: z.string(),
        purpose: z.enum(cookiePurposes),
        /** Null: until the browser is closed or the session ends. */
        minutes: z.int().nullable(),
      }),
    ),
    next: z.null(),
  })
  .meta({ id: 'Cookies' });
