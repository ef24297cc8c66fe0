import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { TellPeople } from '../../notices/tell-people.js';
import type { Actor } from '../../policy/model/actor.js';
import type { Notice } from '../../policy/model/notice.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { Database } from '../../platform/database.js';
import { LapseAnalysesStore, type Owned } from './lapse-analyses.store.js';

/**
 * What the days bring: an analysis lapses when its last day has passed, its owner is warned before, and plans that are
 * late are told to the information owner. Doing it twice the same day does nothing more.
 */
@Injectable()
export class LapseAnalyses {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: LapseAnalysesStore,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @returns how many lapsed */
  async run(actor: Actor): Promise<number> {
    const now = this.clock.now();
    const today = dayOf(now);
    return this.database.transaction(async (tx) => {
      const lapsed = await this.store.lapse(tx, today, now);
      const warnings: Notice[] = [];
      // The nearest term alone: what was approved for a short time is not warned of three times at once.
      const terms = [...this.config.analyses.warnDays].sort((a, b) => a - b);
      const warned = new Set<string>();
      for (const days of terms)
        for (const one of await this.store.ending(tx, today, days)) {
          if (warned.has(one.id)) continue;
          warned.add(one.id);
          warnings.push({ ...noticeOf(one, 'analysis-lapsing'), dedupe: `${one.id} ${String(days)}` });
        }
      const late = await this.store.escalate(tx, today);
      await this.tell.run(tx, [
        ...lapsed.map((one) => noticeOf(one, 'analysis-lapsed')),
        ...warnings,
        ...late.map((one) => ({
          ...noticeOf(one, 'action-overdue'),
          about: one.ownerId,
          facts: { roleSv: one.nameSv, roleEn: one.nameEn, day: one.dueOn },
        })),
      ]);
      await this.audit.run(tx, actor, [
        ...lapsed.map((one) => ({
          action: 'analysis.lapsed',
          objectKind: 'analysis',
          objectId: one.id,
          reason: 'expired',
          detail: { role: one.roleId, version: one.version, validTo: one.validTo },
        })),
        ...late.map((one) => ({
          action: 'analysis-action.escalated',
          personId: one.ownerId,
          objectKind: 'analysis-action',
          objectId: one.actionId,
          detail: { analysis: one.id, role: one.roleId, dueOn: one.dueOn },
        })),
      ]);
      return lapsed.length;
    });
  }
}

function noticeOf(one: Owned, kind: 'analysis-lapsing' | 'analysis-lapsed' | 'action-overdue'): Notice {
  return {
    to: one.informationOwnerId,
    kind,
    objectKind: 'analysis',
    objectId: one.id,
    facts: { roleSv: one.nameSv, roleEn: one.nameEn, day: one.validTo },
  };
}
