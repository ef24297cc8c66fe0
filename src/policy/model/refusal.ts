/**
 * Why something was not done. Codes are one union: the HTTP mapping is exhaustive by type, the web translates
 * by code. `message` names both sides in a full English sentence and holds no personnummer and no secret.
 */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  /** Where in the input, as a JSON pointer, when one field is to blame. */
  readonly pointer?: string;
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
}

export const refusalCodes = [
  // who
  'not-signed-in',
  'insufficient-assurance',
  'not-allowed',
  'not-found',
  'cross-site',
  // sign-in
  'sign-in-cancelled',
  'sign-in-expired',
  'level-too-low',
  'unknown-person',
  'no-employment',
  'on-leave',
  'provider-error',
  // own credentials
  'wrong-credentials',
  'too-many-attempts',
  'sign-in-locked',
  'directory-unavailable',
  'passkey-unknown',
  'passkey-barred',
  'passkey-refused',
  'passkey-not-accepted',
  'ceremony-expired',
  'enrol-at-provider',
  'code-wrong',
  'invitation-invalid',
  'own-invitation',
  'has-credentials',
  'emergency-open',
  'seal-broken',
  'own-emergency',
  'emergency-reviewed',
  'token-invalid',
  'too-many-requests',
  'method-barred',
  'known-device-off',
  'device-unknown',
  'device-copied',
  // API clients
  'client-not-known',
  'client-not-admitted',
  'scope-unknown',
  'grant-unsupported',
  'key-unfit',
  'key-taken',
  'too-many-keys',
  'last-key',
  'unfit-owner',
  'already-disabled',
  'not-disabled',
  // input
  'invalid',
  'idempotency-mismatch',
  'idempotency-in-progress',
  // requests
  'own-approval',
  'assessment-incomplete',
  'no-live-analysis',
  'analysis-changed',
  'no-approver',
  'already-granted',
  'already-requested',
  'not-requestable',
  'duration-too-long',
  'cannot-widen',
  'reason-required',
  'already-decided',
  'request-changed',
  'role-changed',
  'stage-not-open',
  'same-approver',
  'decide-one-by-one',
  // delegation
  'own-delegation',
  'unfit-delegate',
  'delegation-too-long',
  'delegation-over',
  'delegation-exists',
  'employment-not-in-force',
  'outside-care-provider',
  'not-askable',
  'not-copied',
  'nothing-to-extend',
  'extension-too-early',
  'extension-too-short',
  'not-removable',
  'draft-changed',
  'too-many-drafts',
  'attachment-refused',
  'question-waits',
  'no-question',
  // analyses
  'analysis-decided',
  'analysis-edited',
  'analysis-not-consulted',
  'already-drafted',
  'action-plan-missing',
  'action-closed',
  'consultation-closed',
  'own-consultation',
  // reviews
  'own-review',
  'campaign-closed',
  'item-closed',
  'items-undecided',
  'nothing-to-review',
  'already-signed',
  'keep-one-by-one',
  // privilege
  'not-eligible',
  'cap-reached',
  'already-active',
  'activation-ended',
  'hours-not-offered',
  // separation of duties
  'duties-conflict',
  'own-exemption',
  'already-exempt',
  // exceptions from two factors
  'class-too-high',
  'privileged-role',
  'exception-waits',
  'exception-closed',
  'rule-changed',
  'name-taken',
  // lifecycle
  'already-terminated',
  'own-termination',
  'import-rejected',
  'import-running',
  'import-not-held',
  'import-same-person',
  'change-held',
  'change-not-held',
  'held-same-person',
  'simulation-running',
  'simulation-too-large',
  'unknown-source',
  'own-merge',
  'already-merged',
  'merge-undone',
  'merge-not-last',
  'case-decided',
  'number-of-another',
  // shifts and accounts
  'shifts-outdated',
  'shifts-implausible',
  'account-not-kept',
  'already-kept',
  'not-pullable',
  // prerequisites
  'acknowledgement-required',
  'acknowledgement-changed',
  'own-prerequisite',
  'not-registrable',
  'prerequisite-missing',
  'message-not-signed',
  'message-too-old',
  'event-conflict',
  // leaving, external people, confirmed staff
  'own-checklist',
  'checklist-closed',
  'duty-closed',
  'unfit-successor',
  'own-sponsor',
  'unfit-sponsor',
  'outside-own-units',
  'end-too-late',
  'end-not-later',
  'starts-too-early',
  'external-over',
  'external-from-hr',
  'contract-not-new',
  'number-taken',
  'correction-answered',
  'already-reported',
  'staff-changed',
  // the register of systems and roles
  'not-in-use',
  'wrong-state',
  'still-held',
  'not-complete',
  'own-version',
  'own-widening',
  'version-waiting',
  'version-changed',
  'role-circle',
  'bundled',
  'needs-information-owner',
  'analysis-outdated',
  // what was there before Grindvakt
  'group-governed',
  'takeover-open',
  'directory-silent',
  // lost credentials
  'own-credential',
  'report-closed',
  'not-yet-blocked',
  'too-many-reports',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

export function refuse(
  code: RefusalCode,
  message: string,
  more: { pointer?: string; facts?: Refusal['facts'] } = {},
): Refusal {
  return { code, message, ...more };
}

/** Policy answers with its result or a refusal; this tells them apart. */
export function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'message' in answer;
}
