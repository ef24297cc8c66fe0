import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { ReadCatalogue, type CatalogueRole } from '../catalogue/read-catalogue.js';
import { ApplyChanges } from '../grants/apply-changes.js';
import { expireGrantsQueue } from '../grants/expire.queue.js';
import { ReadPeople } from '../people/read-people.js';
import { ReadPrerequisites } from '../people/read-prerequisites.js';
import type { Change } from '../policy/model/access.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { Day } from '../policy/model/day.js';
import type { Employment } from '../policy/model/people.js';
import { isRefusal } from '../policy/model/refusal.js';
import { separationRefusal } from '../policy/privilege/separation-of-duties.js';
import { activate } from '../policy/privilege/activation.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { Jobs } from '../platform/jobs.js';
import { Refused } from '../platform/refused.js';
import { ReadConflicts } from '../separation/read-conflicts.js';
import { RefreshConflicts } from '../separation/refresh-conflicts.js';
import { PrivilegeStore } from './privilege.store.js';
import { privilegedRole } from './read-eligible.js';

export interface ActivateRoleInput {
  roleId: string;
  hours: number;
  /** What it is needed for; becomes the assessment's need. */
  reason: string;
}

export interface Activated {
  id: string;
  role: CatalogueRole;
  startedAt: Date;
  endsAt: Date;
}

/**
 * An administrator right for some hours (H13.1.5). Assessment, grant, activation, audit entry and the task that ends
 * it in time are one transaction; the role's lock makes the cap hold whoever else activates at the same moment.
 */
@Injectable()
export class ActivateRole {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: PrivilegeStore,
    private readonly catalogue: ReadCatalogue,
    private readonly people: ReadPeople,
    private readonly prerequisites: ReadPrerequisites,
    private readonly changes: ApplyChanges,
    private readonly conflicts: ReadConflicts,
    private readonly refresh: RefreshConflicts,
    private readonly jobs: Jobs,
    private readonly audit: RecordEntries,
  ) {}

  async run(actor: PersonActor, input: ActivateRoleInput): Promise<Activated> {
    const { personId, level } = actor;
    const { roleId, hours } = input;
    const reason = input.reason.trim();
    return this.database.transaction(async (tx) => {
      await this.store.lockPerson(tx, personId);
      await this.store.lockRole(tx, roleId);
      const now = this.clock.now(); // after the wait for the locks, so that the hours are whole
      const today = dayOf(now);
      const role = await this.catalogue.role(tx, roleId);
      const rules = role && privilegedRole(role);
      if (!role || !rules)
        throw Refused.because('not-found', 'There is no such administrator right, or you may not see it.');

      const holders = await this.store.holders(tx, [roleId], now);
      const own = holders.filter((h) => h.personId === personId);
      const employments = await this.people.employmentsOf(tx, [personId]);
      const granted = activate(
        rules,
        {
          employments,
          level,
          active: own.some((h) => !h.past),
          holders: new Set(holders.filter((h) => !h.past).map((h) => h.personId)).size,
          today,
        },
        { hours, reason },
        now,
      );
      if (isRefusal(granted)) throw new Refused(granted);
      await this.#requirePrerequisites(
        tx,
        role,
        employments.find((e) => e.id === granted.employmentId),
        today,
      );
      await this.#keepApart(tx, personId, roleId, now);
      const { analysis } = role;
      if (!analysis) throw new Error('the rules let an activation pass without an analysis');

      const { data, riskTooWide, riskTooNarrow } = analysis.content.suggested;
      const assessmentId = await this.store.addAssessment(
        tx,
        { personId, roleId, analysisId: analysis.id, need: reason, data, riskTooWide, riskTooNarrow, hours },
        now,
      );
      const past = own.map((h): Change => ({ kind: 'end', grantId: h.grantId, personId, reason: 'expired' }));
      const { opened } = await this.changes.run(
        tx,
        actor,
        [
          ...past,
          {
            kind: 'open',
            personId,
            employmentId: granted.employmentId,
            roleId,
            unitId: granted.unitId,
            source: 'activation',
            analysisId: analysis.id,
            assessmentId,
            ruleId: null,
            validTo: granted.endsAt,
            nextReview: null,
          },
        ],
        now,
      );
      const [grant] = opened;
      if (!grant) throw Refused.because('already-active', `You hold ${role.name} already.`);

      await this.refresh.run(tx, actor, [personId], now);
      const id = await this.store.addActivation(
        tx,
        { personId, roleId, grantId: grant.id, reason, hours, endsAt: granted.endsAt },
        now,
      );
      await this.jobs.send(tx, expireGrantsQueue, {}, { startAfter: granted.endsAt });
      await this.audit.run(tx, actor, [
        {
          action: 'activation.started',
          personId,
          objectKind: 'activation',
          objectId: id,
          reason,
          detail: { role: roleId, grant: grant.id, hours, endsAt: granted.endsAt.toISOString() },
        },
      ]);
      return { id, role, startedAt: now, endsAt: granted.endsAt };
    });
  }

  async #keepApart(tx: Tx, personId: string, roleId: string, now: Date): Promise<void> {
    const asked = [{ key: roleId, personId, roleIds: [roleId] }];
    const foreseen = (await this.conflicts.run(tx, asked, now, dayOf(now))).get(roleId) ?? [];
    const refusal = separationRefusal(foreseen);
    if (refusal) throw new Refused(refusal);
  }

  /** An administrator right does not wait resting, as other access does: its hours would run out. @throws Refused */
  async #requirePrerequisites(
    tx: Tx,
    role: CatalogueRole,
    employment: Employment | undefined,
    today: Day,
  ): Promise<void> {
    const lacking = employment && (await this.prerequisites.lackingFor(tx, employment, [role.id], today));
    const [first] = lacking?.get(role.id) ?? [];
    if (first)
      throw Refused.because(
        'prerequisite-missing',
        `${role.name} requires ${first.name}, which does not hold for you.`,
      );
  }
}
