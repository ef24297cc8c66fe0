import type { Cast } from './cast.js';
import type { RunningInstance } from './running-instance.js';
import type { Steps } from './steps.js';
import type { Witness } from './witness.js';

/** What the HR export says must come of day two (demo-data/hr/README.md). */
export interface ExpectedChanges {
  states: Record<
    'afterDayOne' | 'afterDayTwo',
    {
      persons: number;
      employments: number;
      activePersons: number;
      activeEmployments: number;
      protectedPersons: number;
    }
  >;
  changes: {
    kind: string;
    variant: string;
    personId: string;
    effective: string;
    rows: { employment: string; op: string; fields: Record<string, string | [string, string]> }[];
  }[];
  quarantined: { line: number; reason: string }[];
}

export interface Stage {
  readonly steps: Steps;
  readonly instance: RunningInstance;
  readonly witness: Witness;
  /** Folder with the deliveries, one a day. */
  readonly data: string;
  readonly expected: ExpectedChanges;
  readonly people: Cast;
}
