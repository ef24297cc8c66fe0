import { z } from 'zod';

interface Limits {
  count: number;
  share: number;
  floor?: number | undefined;
}

/** min(count, share of those in force), never less than floor; each may be left out. */
export function breakerLimits(
  count: number,
  share: number,
  floor: number,
): z.ZodType<Limits, Partial<Limits>> {
  return z.strictObject({
    count: z.int().positive().default(count),
    share: z.number().positive().max(1).default(share),
    floor: z.int().min(1).default(floor),
  });
}
