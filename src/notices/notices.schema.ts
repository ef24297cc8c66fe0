import { z } from 'zod';

/** Which of one's notices are read: some of them, or all. */
export const markReadSchema = z
  .object({ ids: z.union([z.array(z.uuid()).min(1).max(200), z.literal('all')]) })
  .meta({ id: 'MarkRead' });

export const markedReadSchema = z.object({ read: z.int() }).meta({ id: 'MarkedRead' });
