import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { generalLevel } from '../../policy/assurance/required-assurance.js';
import type { Refusal, RefusalCode } from '../../policy/model/refusal.js';
import { isDatabaseAway } from '../database.js';
import { Refused } from '../refused.js';
import { InvalidInput, type FieldError } from './invalid-input.js';

/** Exhaustive by type: a new refusal code does not compile until it has a status. */
const statusOf: Record<RefusalCode, number> = {
  'not-signed-in': 401,
  'insufficient-assurance': 401,
  'not-allowed': 403,
  'not-found': 404,
  'cross-site': 403,
  'sign-in-cancelled': 401,
  'sign-in-expired': 401,
  'level-too-low': 401,
  'unknown-person': 401,
  'no-employment': 401,
  'on-leave': 401,
  'provider-error': 502,
  'wrong-credentials': 401,
  'too-many-attempts': 429,
  'sign-in-locked': 403,
  'directory-unavailable': 503,
  'passkey-unknown': 401,
  'passkey-barred': 401,
  'passkey-refused': 401,
  'passkey-not-accepted': 422,
  'ceremony-expired': 409,
  'enrol-at-provider': 403,
  'code-wrong': 422,
  'invitation-invalid': 404,
  'own-invitation': 403,
  'has-credentials': 409,
  'emergency-open': 409,
  'seal-broken': 409,
  'own-emergency': 403,
  'emergency-reviewed': 409,
  'method-barred': 401,
  invalid: 422,
  'idempotency-mismatch': 422,
  'idempotency-in-progress': 409,
  'own-approval': 403,
  'analysis-decided': 409,
  'analysis-edited': 409,
  'analysis-not-consulted': 409,
  'already-drafted': 409,
  'action-plan-missing': 422,
  'action-closed': 409,
  'consultation-closed': 409,
  'own-consultation': 422,
  'assessment-incomplete': 422,
  'assessment-repeats': 422,
  'personal-number-in-text': 422,
  'no-live-analysis': 409,
  'not-in-use': 409,
  'wrong-state': 409,
  'still-held': 409,
  'not-complete': 422,
  'own-version': 403,
  'own-widening': 403,
  'version-waiting': 409,
  'version-changed': 409,
  'role-circle': 422,
  bundled: 422,
  'needs-information-owner': 403,
  'analysis-outdated': 409,
  'analysis-changed': 409,
  'no-approver': 409,
  'already-granted': 409,
  'already-requested': 409,
  'not-requestable': 409,
  'duration-too-long': 422,
  'cannot-widen': 422,
  'reason-required': 422,
  'already-decided': 409,
  'request-changed': 409,
  'role-changed': 409,
  'stage-not-open': 409,
  'same-approver': 409,
  'decide-one-by-one': 409,
  'own-delegation': 403,
  'unfit-delegate': 409,
  'delegation-too-long': 422,
  'delegation-over': 409,
  'delegation-exists': 409,
  'employment-not-in-force': 409,
  'outside-care-provider': 409,
  'not-askable': 409,
  'not-copied': 409,
  'nothing-to-extend': 409,
  'extension-too-early': 409,
  'extension-too-short': 422,
  'not-removable': 409,
  'draft-changed': 409,
  'too-many-drafts': 409,
  'attachment-refused': 422,
  'question-waits': 409,
  'no-question': 409,
  'known-device-off': 403,
  'device-unknown': 401,
  'device-copied': 401,
  'token-invalid': 400,
  'too-many-requests': 429,
  'client-not-known': 401,
  'client-not-admitted': 401,
  'scope-unknown': 400,
  'grant-unsupported': 400,
  'key-unfit': 422,
  'key-taken': 409,
  'too-many-keys': 409,
  'last-key': 409,
  'unfit-owner': 409,
  'already-disabled': 409,
  'not-disabled': 409,
  'own-review': 403,
  'campaign-closed': 409,
  'item-closed': 409,
  'items-undecided': 409,
  'nothing-to-review': 409,
  'already-signed': 409,
  'keep-one-by-one': 409,
  'not-eligible': 403,
  'cap-reached': 409,
  'already-active': 409,
  'activation-ended': 409,
  'hours-not-offered': 422,
  'already-terminated': 409,
  'own-termination': 403,
  'import-rejected': 422,
  'import-running': 409,
  'import-not-held': 409,
  'import-outdated': 409,
  'import-same-person': 403,
  'change-held': 409,
  'change-not-held': 409,
  'held-same-person': 403,
  'simulation-running': 409,
  'simulation-too-large': 422,
  'unknown-source': 422,
  'shifts-outdated': 409,
  'shifts-implausible': 409,
  'account-not-kept': 409,
  'already-kept': 409,
  'not-pullable': 422,
  'own-merge': 403,
  'already-merged': 409,
  'merge-undone': 409,
  'merge-not-last': 409,
  'case-decided': 409,
  'number-of-another': 409,
  'key-of-another': 409,
  'acknowledgement-required': 403,
  'acknowledgement-changed': 409,
  'own-prerequisite': 403,
  'not-registrable': 422,
  'prerequisite-missing': 409,
  'message-not-signed': 401,
  'message-too-old': 401,
  'event-conflict': 409,
  'own-checklist': 403,
  'checklist-closed': 409,
  'duty-closed': 409,
  'unfit-successor': 409,
  'own-sponsor': 403,
  'unfit-sponsor': 409,
  'outside-own-units': 403,
  'end-too-late': 422,
  'end-not-later': 422,
  'starts-too-early': 422,
  'external-over': 409,
  'external-from-hr': 409,
  'contract-not-new': 422,
  'number-taken': 409,
  'correction-answered': 409,
  'already-reported': 409,
  'staff-changed': 409,
  'duties-conflict': 409,
  'own-exemption': 403,
  'already-exempt': 409,
  'class-too-high': 409,
  'privileged-role': 409,
  'exception-waits': 409,
  'exception-closed': 409,
  'rule-changed': 409,
  'name-taken': 409,
  'group-governed': 409,
  'takeover-open': 409,
  'directory-silent': 503,
  'own-credential': 403,
  'own-handling': 403,
  'already-handled': 409,
  'report-closed': 409,
  'not-yet-blocked': 409,
  'too-many-reports': 429,
};

export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  instance: string;
  errors?: FieldError[];
  /** What sign-in would do, when the present one is too weak or too old; `maxAge` in seconds (RFC 9470). */
  demands?: { level: number; maxAge: number | null };
}

const log = new Logger('Problem');

/** RFC 9457. What the client did wrong is named; what we did wrong is logged under `instance` and not told. */
export function problemOf(error: unknown): ProblemDocument {
  const instance = `urn:uuid:${referenceOf(error) ?? randomUUID()}`;
  if (error instanceof InvalidInput) return problem(422, 'invalid', instance, error.message, error.errors);
  if (error instanceof Refused) {
    const { code, message, pointer } = error.refusal;
    const errors = pointer === undefined ? undefined : [{ pointer, code, detail: message }];
    const document = problem(statusOf[code], code, instance, message, errors);
    return code === 'insufficient-assurance' ? { ...document, demands: demandsOf(error.refusal) } : document;
  }
  const status = statusCodeOf(error);
  if (status >= 500) {
    log.error({ instance, err: error }, 'request failed');
    if (isDatabaseAway(error)) return problem(503, 'unavailable', instance);
    return problem(status, 'internal', instance);
  }
  return problem(
    status,
    status === 404 ? 'not-found' : 'invalid',
    instance,
    error instanceof Error ? error.message : undefined,
  );
}

/** Some refusals are on record already, under a reference of their own. */
function referenceOf(error: unknown): string | null {
  return error instanceof Refused && 'reference' in error && typeof error.reference === 'string'
    ? error.reference
    : null;
}

function problem(
  status: number,
  code: string,
  instance: string,
  detail?: string,
  errors?: FieldError[],
): ProblemDocument {
  const title = STATUS_CODES[status] ?? 'Error';
  return {
    type: 'about:blank',
    title,
    status,
    code,
    ...(detail ? { detail } : {}),
    instance,
    ...(errors ? { errors } : {}),
  };
}

/** Nest's own errors, and Fastify's (bad JSON, too large, wrong media type), which carry a 4xx statusCode. */
function statusCodeOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error === 'object' && error !== null && 'statusCode' in error) {
    const { statusCode } = error;
    if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return statusCode;
  }
  return 500;
}

function demandsOf({ facts }: Refusal): NonNullable<ProblemDocument['demands']> {
  const { demanded, withinMinutes } = facts ?? {};
  return {
    level: typeof demanded === 'number' ? demanded : generalLevel,
    maxAge: typeof withinMinutes === 'number' ? withinMinutes * 60 : null,
  };
}

/** The challenge of RFC 9470, with the Swedish scale's names for the levels. */
function challengeOf({ demands }: ProblemDocument): string | null {
  if (!demands) return null;
  const { level, maxAge } = demands;
  return (
    `Bearer error="insufficient_user_authentication", acr_values="http://id.elegnamnden.se/loa/1.0/loa${String(level)}"` +
    (maxAge === null ? '' : `, max_age="${String(maxAge)}"`)
  );
}

export function sendProblem(reply: FastifyReply, document: ProblemDocument): void {
  const challenge = challengeOf(document);
  if (challenge !== null) reply.header('www-authenticate', challenge);
  if (document.code === 'unavailable') reply.header('retry-after', '5');
  reply
    .status(document.status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(document));
}

@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (!reply.sent) sendProblem(reply, problemOf(error));
  }
}
