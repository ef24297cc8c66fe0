import { z } from 'zod';

/** How strongly people must be signed in, beside what policy/assurance says of each verb. */
export const assuranceSchema = z.strictObject({
  /** What is sensitive takes a sign-in no older than this. */
  recentMinutes: z.int().min(1).max(60).default(15),
  /** What changes how somebody signs in takes one no older than this. */
  justNowMinutes: z.int().min(1).max(15).default(5),
});
