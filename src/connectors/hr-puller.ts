import type { HrSource } from '../platform/config-hr.js';
import type { HrPull } from '../platform/config-hr-pull.js';
import type { Delivery, StatedRows } from './hr-reader.js';

/** Injection token of what fetches an HR system's snapshot. */
export const hrPuller = Symbol('HrPuller');

/** A source that can be asked. */
export type PulledSource = HrSource & { readonly pull: HrPull };

/** A snapshot that was fetched to its end: its files, and how many records there were said to be. */
export interface Pulled {
  readonly delivery: Delivery;
  readonly stated: StatedRows;
}

/** The port to an HR system that answers questions; what comes is a delivery like any other. */
export interface HrPuller {
  /**
   * Fetches the whole snapshot into a folder of the caller's.
   * @throws DeliveryFault when it did not come whole; nothing of it may then be used
   */
  pull(source: PulledSource, folder: string): Promise<Pulled>;
}

export function canBePulled(source: HrSource): source is PulledSource {
  return source.pull !== undefined;
}
