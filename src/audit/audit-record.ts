type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What was done, about whom, to what and why. Never a personnummer, a secret or a session id in `detail`. */
export interface AuditRecord {
  /** `noun.verb` in the past tense: `grant.opened`, `session.started`, `request.refused`. */
  action: string;
  personId?: string | null;
  objectKind?: string;
  objectId?: string | null;
  reason?: string | null;
  detail?: { readonly [key: string]: Json };
}
