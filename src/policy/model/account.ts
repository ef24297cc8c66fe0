/** By what an account in a target is decided. */
export type WantedKind = 'by-grants' | 'prepared' | 'deleted';

/**
 * What an account shall be. `open`: it exists, is enabled and in its groups. `shut`: where it exists it is disabled
 * and in no governed group; nothing is made for it. `prepared`: as shut, and made when it is missing. `gone`: it does
 * not exist.
 */
export type Standing = 'open' | 'shut' | 'prepared' | 'gone';

/** What is known of an account: how the target last confirmed it, and what is wanted now. */
export interface Account {
  readonly personId: string;
  readonly wantedKind: WantedKind;
  readonly state: 'none' | 'prepared' | 'enabled' | 'disabled' | 'deleted';
  /** Since when the target has had it disabled. */
  readonly disabledAt: Date | null;
  /** Somebody has said that it is to be kept. */
  readonly held: boolean;
}
