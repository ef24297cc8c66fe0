import type { FaultCode, FoundFile, Malformed } from '../../connectors/hr-reader.js';
import type { RoleEffect } from '../../breakers/read-losses.js';
import type { Guard, Tripped } from '../../policy/lifecycle/breaker.js';
import type { RowReason } from '../../policy/lifecycle/check-hr-row.js';
import type { UnitReason } from '../../policy/lifecycle/check-units.js';
import type { Day } from '../../policy/model/day.js';

export type ImportChannel = 'page' | 'folder' | 'command' | 'pull' | 'event';
export type ImportOutcome = 'applied' | 'unchanged' | 'held' | 'rejected' | 'dry-run';
export type ImportState = ImportOutcome | 'running' | 'cancelled';

export type AsideReason =
  | RowReason
  | UnitReason
  | 'column-count'
  | Malformed
  | 'duplicate-employment'
  | 'employment-of-another'
  | 'personnummer-conflict'
  | 'hsa-id-conflict'
  | 'correlation';

/** A line set aside: nothing of it is used. `detail` is a sentence without personal numbers. */
export interface Aside {
  file: string;
  line: number;
  reason: AsideReason;
  column: string | null;
  detail: string;
}

export type RejectionCode = FaultCode | 'unit-circle' | 'older-snapshot' | 'snapshot-ahead' | 'interrupted';

/** Why the delivery as a whole was not used. */
export interface Rejection {
  code: RejectionCode;
  detail: string;
  file: string | null;
  line: number | null;
}

/** What a delivery did, or would do. */
export interface ImportFigures {
  /** What each file turned out to be; empty when it could not be told. */
  files: FoundFile[];
  rows: { read: number; applied: number; unchanged: number; quarantined: number };
  units: { added: number; changed: number; closed: number };
  changes: {
    joiners: number;
    movers: number;
    leavers: number;
    rehires: number;
    employmentsAdded: number;
    employmentsEnded: number;
    /** Persons who go on leave of absence, and who are back, whatever else happens to them. */
    leaves: number;
    returns: number;
    grantsOpened: number;
    grantsEnded: number;
  };
  /** What it ends of the source's employments. */
  guard: Guard | null;
  /** The breakers that stopped it, or would have. */
  tripped: Tripped[];
  /** Persons by role; of a trial only. */
  roles: RoleEffect[];
  rejection: Rejection | null;
}

/** The answer to a delivery, as the command line prints it. `rows` counts the employments file. */
export interface ImportResult extends ImportFigures {
  outcome: ImportOutcome;
  import: string;
  source: string;
  asOf: Day;
  quarantined: Aside[];
}

export function noFigures(): ImportFigures {
  return {
    files: [],
    rows: { read: 0, applied: 0, unchanged: 0, quarantined: 0 },
    units: { added: 0, changed: 0, closed: 0 },
    changes: {
      joiners: 0,
      movers: 0,
      leavers: 0,
      rehires: 0,
      employmentsAdded: 0,
      employmentsEnded: 0,
      leaves: 0,
      returns: 0,
      grantsOpened: 0,
      grantsEnded: 0,
    },
    guard: null,
    tripped: [],
    roles: [],
    rejection: null,
  };
}
