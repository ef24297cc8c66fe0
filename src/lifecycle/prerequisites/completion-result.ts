import type { FaultCode } from '../../connectors/hr-reader.js';
import type { CompletionReason } from '../../policy/lifecycle/check-completion.js';

export type CompletionChannel = 'page' | 'api' | 'command';
export type CompletionOutcome = 'applied' | 'dry-run' | 'rejected';

/** A line set aside: nothing of it is used. `value` is what stands there, personal numbers blotted out. */
export interface CompletionAside {
  line: number;
  reason: CompletionReason;
  column: string | null;
  value: string | null;
}

/** What a delivery of completions did, or would do. */
export interface CompletionResult {
  /** Lines: `repeated` say what another line of the delivery says, `known` what was known before. */
  rows: { read: number; new: number; known: number; repeated: number; quarantined: number };
  changes: {
    /** Persons with a newer completion than before. */
    persons: number;
    /** Of them, those whose access rested or worked wrongly and was put right. */
    mended: number;
  };
  rejection: {
    code: FaultCode | 'interrupted';
    detail: string;
    file: string | null;
    line: number | null;
  } | null;
}

export function noCompletions(): CompletionResult {
  return {
    rows: { read: 0, new: 0, known: 0, repeated: 0, quarantined: 0 },
    changes: { persons: 0, mended: 0 },
    rejection: null,
  };
}
