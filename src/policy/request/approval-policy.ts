import type { WorkingCalendar } from '../model/working-days.js';

export const stageKinds = ['manager', 'information-owner', 'system-owner', 'security', 'extra'] as const;
export type StageKind = (typeof stageKinds)[number];

/** How a stage is passed: by all whom it asks, or by any one of them. */
export type StageRule = 'all' | 'any';

/** Of every stage: who is asked, and what happens while nobody answers. Times are working days. */
export interface StageTerms {
  readonly rule: StageRule;
  /** How many are asked; with the rule `all`, all of them must approve. */
  readonly seats: number;
  readonly remindAfterDays: number;
  readonly answerWithinDays: number;
  /** Unanswered in time: it goes on to the next in line, or the request is refused. Nothing is approved by silence. */
  readonly unanswered: 'escalate' | 'refuse';
}

/** Which stages a request passes, by configuration (`approvals`). */
export interface ApprovalPolicy {
  readonly manager: StageTerms & { readonly when: 'not-asking' | 'always' | 'never' };
  readonly informationOwner: StageTerms & { readonly when: 'always' };
  readonly systemOwner: StageTerms & { readonly when: 'always' | 'privileged' | 'never' };
  readonly security: StageTerms & { readonly when: 'risk' | 'always' | 'never'; readonly fromRisk: number };
  readonly extra: StageTerms & { readonly when: 'always' };
  readonly calendar: WorkingCalendar;
}

export function termsOf(policy: ApprovalPolicy, kind: StageKind): StageTerms {
  switch (kind) {
    case 'manager':
      return policy.manager;
    case 'information-owner':
      return policy.informationOwner;
    case 'system-owner':
      return policy.systemOwner;
    case 'security':
      return policy.security;
    case 'extra':
      return policy.extra;
  }
}
