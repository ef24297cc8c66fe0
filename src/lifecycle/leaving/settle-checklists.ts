import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadPeople } from '../../people/read-people.js';
import { dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import type { Tx } from '../../platform/database.js';
import { planChecklist, type ChecklistStep } from '../../policy/lifecycle/plan-checklist.js';
import type { Actor } from '../../policy/model/actor.js';
import { addDays } from '../../policy/model/day.js';
import { ChecklistStore } from './checklist.store.js';

const actions = {
  open: 'checklist.opened',
  follow: 'checklist.moved',
  'not-needed': 'checklist.not-needed',
} as const;

/**
 * Makes leavers' checklists follow the facts about these persons' employments, in the caller's transaction (H10.5.1):
 * whatever made an end known, or took it back. Also those that one of them answers for, who may have left.
 */
@Injectable()
export class SettleChecklists {
  constructor(
    @Inject(configToken) private readonly config: Config,
    private readonly store: ChecklistStore,
    private readonly people: ReadPeople,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns how many lists were opened, moved or closed. */
  async run(tx: Tx, actor: Actor, personIds: readonly string[], now: Date): Promise<number> {
    const rules = this.config.leavers;
    const today = dayOf(now);
    const window = { today, from: addDays(today, -rules.lateDays), to: addDays(today, rules.openDays) };
    const rows = await this.store.ending(tx, personIds, window);
    if (rows.length === 0) return 0;
    const employments = await this.people.employmentsOf(tx, [...new Set(rows.map((row) => row.personId))]);
    const byId = new Map(employments.map((employment) => [employment.id, employment]));
    const ofPerson = Map.groupBy(employments, (employment) => employment.personId);
    const steps: ChecklistStep[] = [];
    for (const row of rows) {
      const employment = byId.get(row.employmentId);
      if (!employment) continue;
      const { checklistId, lastDay, state } = row;
      const step = planChecklist(
        {
          employment,
          terminatedOn: row.terminatedOn,
          others: (ofPerson.get(row.personId) ?? []).filter((other) => other.id !== row.employmentId),
          managerId: row.managerId,
          stored:
            checklistId === null || lastDay === null || state === null
              ? null
              : { id: checklistId, lastDay, state, managerId: row.listManagerId },
        },
        rules,
        today,
      );
      if (step) steps.push(step);
    }
    await this.store.carryOut(tx, steps, now);
    await this.audit.run(
      tx,
      actor,
      steps.map((step) => ({
        action: actions[step.kind],
        personId: step.personId,
        objectKind: step.kind === 'open' ? 'employment' : 'checklist',
        objectId: step.kind === 'open' ? step.employmentId : step.checklistId,
        ...(step.kind === 'not-needed' ? {} : { detail: { lastDay: step.lastDay } }),
      })),
    );
    return steps.length;
  }
}
