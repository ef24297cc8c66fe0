/** A change that a breaker has stopped and that is still to be seen to. */
export interface StoppedChange {
  id: string;
  heldAt: Date;
  /** When it was held, or cancelled. */
  seenAt: Date;
  waits: boolean;
  personIds: string[];
}
