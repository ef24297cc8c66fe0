import { z } from 'zod';

/** Programs that call the API; which there are stands in the database. */
export const apiClientsSchema = z.strictObject({
  /** How long a token lets a program in. */
  tokenMinutes: z.int().min(1).max(60).default(10),
  /** The longest that a program is registered for, and extended by. */
  longestDays: z.int().min(1).max(1100).default(400),
  /** After its owner has left, a program is closed unless somebody takes it over within so many days. */
  ownerlessDays: z.int().min(0).max(90).default(14),
  /** Programs that publish their keys at an address of their own. */
  keySets: z
    .strictObject({
      /** Lets that be an address of a private network, and without TLS. */
      allowPrivate: z.boolean().default(false),
    })
    .prefault({}),
});
