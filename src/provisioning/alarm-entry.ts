import type { AuditRecord } from '../audit/audit-record.js';
import type { AlarmRow } from './alarms.store.js';

/** An alarm in the log: about whom, which target, since when; never the target's own words. */
export function alarmEntry(action: 'alarm.raised' | 'alarm.cleared', alarm: AlarmRow): AuditRecord {
  return {
    action,
    personId: alarm.personId,
    objectKind: 'account',
    objectId: alarm.accountId,
    detail: { target: alarm.target, since: alarm.since.toISOString() },
  };
}
