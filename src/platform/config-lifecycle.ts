import { z } from 'zod';

const handling = z.enum(['keep', 'suspend']);

/** What the joiner–mover–leaver rules leave to the organisation. Every part has working defaults. */
export const lifecycleSchema = z.strictObject({
  /** What leave of absence does to access. */
  leave: z
    .strictObject({
      /** For kinds of leave that `kinds` does not name. */
      default: handling.default('suspend'),
      /** HR's words for a kind of leave, exactly as in its files. */
      kinds: z.record(z.string().min(1), handling).default({}),
      /** Part-time leave suspends nothing. */
      fullOnly: z.boolean().default(true),
    })
    .prefault({}),
  /** The small review after a move or a leave. */
  microcertification: z
    .strictObject({
      /** Days that the reviewer has; what is not answered by then is removed. */
      days: z.int().min(1).max(60).default(5),
    })
    .prefault({}),
});

export type LifecycleConfig = z.output<typeof lifecycleSchema>;
