import type { AnalysisState } from '../model/access.js';
import { refuse, type Refusal } from '../model/refusal.js';

/**
 * THE LIFE OF AN ANALYSIS: written, asked about, decided, and ended by a newer version, by the calendar or by being
 * taken back. An edit of what is being asked about makes it a draft again, since nobody has answered about the new
 * wording. What was decided is never written on again.
 */
const next: Readonly<Record<AnalysisState, readonly AnalysisState[]>> = {
  draft: ['draft', 'consulting', 'rejected'],
  consulting: ['draft', 'consulting', 'approved', 'rejected'],
  approved: ['superseded', 'lapsed'],
  superseded: [],
  lapsed: [],
  rejected: [],
};

export function isOpen(state: AnalysisState): boolean {
  return next[state].includes('draft');
}

/** Null when an analysis in `from` may become `to`. */
export function moveTo(from: AnalysisState, to: AnalysisState): Refusal | null {
  if (next[from].includes(to)) return null;
  if (from === 'draft' && to === 'approved')
    return refuse(
      'analysis-not-consulted',
      'Nobody has been asked about this draft yet: consult somebody first.',
    );
  return refuse('analysis-decided', `The analysis is ${from}; it can not become ${to}.`);
}

/** Null when what the writer has read is what is there: else somebody else wrote in between. */
export function sameRevision(has: number, stated: number): Refusal | null {
  return has === stated
    ? null
    : refuse(
        'analysis-edited',
        `The draft was edited by somebody else: you have revision ${String(stated)}, it is at ${String(has)}.`,
        { facts: { has, stated } },
      );
}
