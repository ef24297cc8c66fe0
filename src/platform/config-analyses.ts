import { z } from 'zod';

/** How need-and-risk analyses are followed up (H13.1.3, H13.1.4). */
export const analysesSchema = z.strictObject({
  /** The information owner is warned so many days before an analysis runs out. */
  warnDays: z.array(z.int().min(1).max(365)).min(1).default([60, 30, 7]),
  /** What a lapsed analysis leaves behind is reviewed within so many days; what nobody answers for is removed. */
  reviewDays: z.int().min(1).max(180).default(30),
});
