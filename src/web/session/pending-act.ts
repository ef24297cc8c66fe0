import { keptFilesSchema, keptFor } from './kept-files.js';
import { z } from './zod.js';

const PLACE = 'grindvakt.pending';

const actSchema = z.object({
  /** Whose it is: nobody else ever sees it. */
  ownerId: z.string(),
  /** What the page was called. */
  title: z.string(),
  path: z.string(),
  at: z.number(),
  /** What was about to be sent; null when there is nothing to send again. A form with files lies by itself. */
  send: z
    .object({
      address: z.string().startsWith('/api/'),
      body: z.union([z.string(), keptFilesSchema]),
      idempotencyKey: z.string(),
    })
    .nullable(),
});

export type PendingAct = z.output<typeof actSchema>;

/** Keeps what somebody was about to do while they prove who they are, in this tab alone, as drafts are. */
export function keepAct(act: PendingAct): void {
  sessionStorage.setItem(PLACE, JSON.stringify(act));
}

/** Takes it out. What is old, spoilt or not there is null. */
export function takeAct(): PendingAct | null {
  const text = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  if (text === null) return null;
  try {
    const act = actSchema.safeParse(JSON.parse(text));
    return act.success && Date.now() - act.data.at < keptFor ? act.data : null;
  } catch {
    return null;
  }
}
