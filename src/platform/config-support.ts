import { z } from 'zod';

/** Whom to call when a sign-in fails: shown before anybody is known, so nothing secret. */
export const supportSchema = z.strictObject({
  phone: z.string().min(3).max(40).optional(),
  email: z.email().optional(),
  /** In words, Swedish and English. */
  hours: z.strictObject({ sv: z.string().max(200), en: z.string().max(200) }).optional(),
});
