import type { Day } from './day.js';
import type { PeopleSelector } from './selector.js';

/** What may be demanded of a person before access works: status and date, never content (H10.1.1–H10.1.2). */
export const prerequisiteKinds = [
  'course',
  'acknowledgement',
  'identity-check',
  'licence',
  'screening',
] as const;
export type PrerequisiteKind = (typeof prerequisiteKinds)[number];

/** A version of the text that an acknowledgement signs. */
export interface AcknowledgementText {
  readonly version: number;
  /** From this day it is what has to be signed. */
  readonly askedFrom: Day;
}

export interface Prerequisite {
  readonly id: string;
  readonly key: string;
  readonly kind: PrerequisiteKind;
  /** For messages and the audit log. */
  readonly name: string;
  /** How long it counts, from its day; null: until somebody says otherwise. */
  readonly validityMonths: number | null;
  /** How long a signature of an older text still counts after a newer one is asked for. */
  readonly graceDays: number;
  /** On which employments it is demanded; null: on all. */
  readonly appliesTo: PeopleSelector | null;
  /** Of an acknowledgement, by version; empty for the other kinds. */
  readonly texts: readonly AcknowledgementText[];
}

/** What is known of one person and one prerequisite: the newest that counts. */
export interface PrerequisiteStanding {
  readonly personId: string;
  readonly prerequisiteId: string;
  /** False: looked at and found not to hold, as a licence that was withdrawn. */
  readonly met: boolean;
  /** The day it was completed, seen or signed. */
  readonly day: Day;
  /** A last day that was stated with it, as of a limited licence. */
  readonly until: Day | null;
  /** Of an acknowledgement: the version that was signed. */
  readonly textVersion: number | null;
}

export const prerequisiteStates = ['valid', 'lapsing', 'lapsed', 'missing', 'withdrawn'] as const;
export type PrerequisiteState = (typeof prerequisiteStates)[number];
