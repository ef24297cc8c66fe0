import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { TellPeople } from '../../notices/tell-people.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { dayOf } from '../../platform/clock.js';
import type { Tx } from '../../platform/database.js';
import {
  largeChange,
  organisationChanges,
  type LargeChange,
  type UnitFact,
} from '../../policy/lifecycle/organisation.js';
import type { Actor } from '../../policy/model/actor.js';
import { addDays, type Day } from '../../policy/model/day.js';
import { isRefusal } from '../../policy/model/refusal.js';
import { StartCampaign } from '../../reviews/start-campaign.js';
import type { StoredUnit } from '../intake/hr-apply.store.js';
import { OrganisationStore } from './organisation.store.js';
import type { UnitPlan } from './plan-units.js';

export interface OrganisationFacts {
  readonly importId: string | null;
  readonly source: string;
  readonly asOf: Day;
  readonly now: Date;
  /** Units before, and what the delivery makes of them. */
  readonly stored: readonly StoredUnit[];
  readonly plan: UnitPlan;
  /** Employments in force in the source before. */
  readonly active: number;
}

/** What was written down, for the campaign that follows a larger change. */
export interface NotedOrganisation {
  readonly changeIds: readonly string[];
  readonly large: LargeChange | null;
  /** Persons whose access the campaign looks at, so that no small review of their move is needed beside it. */
  readonly reviewedPersons: ReadonlySet<string>;
}

/** What a delivery did to the organisation: written down, told, and reviewed when it is a larger change (H13.1.4). */
@Injectable()
export class NoteOrganisation {
  constructor(
    private readonly store: OrganisationStore,
    private readonly audit: RecordEntries,
    private readonly tell: TellPeople,
    private readonly start: StartCampaign,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** In the delivery's transaction, once its units and employments are written. */
  async run(tx: Tx, actor: Actor, facts: OrganisationFacts): Promise<NotedOrganisation> {
    const { plan, stored, source, now } = facts;
    const nothing: NotedOrganisation = { changeIds: [], large: null, reviewedPersons: new Set() };
    const { added, changed, closed } = plan.counts;
    // A first delivery makes an organisation; it does not change one.
    if (stored.length === 0 || added + changed + closed === 0) return nothing;
    const before = new Map(stored.map((unit) => [unit.code, factOf(unit, facts.asOf)]));
    const after = new Map(plan.units.map((unit) => [unit.code, factOf(unit, facts.asOf)]));
    // Lines that were set aside leave a unit as it was.
    const missing = new Set(plan.missing);
    for (const [code, unit] of before) if (!after.has(code) && !missing.has(code)) after.set(code, unit);
    const moved = [...after.values()].flatMap((unit) => {
      const old = before.get(unit.code);
      return old && old.parent !== unit.parent ? [unit.path] : [];
    });
    const people = await this.store.headcounts(tx, source, moved, dayOf(now));
    const changes = organisationChanges(
      before,
      after,
      await this.store.flows(tx),
      (code) => people.get(after.get(code)?.path ?? '') ?? 0,
    );
    if (changes.length === 0) return nothing;
    const rows = await this.store.add(
      tx,
      { source, importId: facts.importId, day: facts.asOf, at: now },
      changes,
    );
    await this.audit.run(
      tx,
      actor,
      rows.map((row) => ({
        action: `organisation.${row.kind}`,
        objectKind: 'unit',
        objectId: row.unitId,
        detail: { ...(facts.importId === null ? {} : { import: facts.importId }), persons: row.persons },
      })),
    );
    await this.#tellHeirs(tx, facts, rows);
    const large = largeChange(changes, facts.active, this.config.lifecycle.organisationChange);
    if (!large) return { ...nothing, changeIds: rows.map((row) => row.id) };
    const reviewedPersons = new Set(await this.store.movedOutOf(tx, large.units));
    return { changeIds: rows.map((row) => row.id), large, reviewedPersons };
  }

  /** Once access has followed: what people hold now in the units of a larger change, old and new, is reviewed. */
  async review(tx: Tx, actor: Actor, facts: OrganisationFacts, noted: NotedOrganisation): Promise<void> {
    if (!noted.large) return;
    const scope = await this.store.reviewed(tx, facts.source, noted.large.units);
    if (!scope) return;
    const { openDays, noAnswer } = this.config.lifecycle.organisationChange;
    const today = dayOf(facts.now);
    const started = await this.start.run(
      tx,
      actor,
      {
        name: `Omorganisation ${facts.asOf}: ${scope.unit.name}`,
        unit: scope.unit,
        paths: scope.paths,
        scheduleId: null,
        closesOn: addDays(today, openDays),
        noAnswer,
      },
      facts.now,
      today,
    );
    if (!isRefusal(started)) await this.store.setCampaign(tx, noted.changeIds, started.id);
  }

  /** Who answers for a unit that lost its manager must know it. */
  async #tellHeirs(
    tx: Tx,
    facts: OrganisationFacts,
    rows: readonly { kind: string; unitId: string }[],
  ): Promise<void> {
    const lost = rows.filter((row) => row.kind === 'manager-lost').map((row) => row.unitId);
    if (lost.length === 0) return;
    const heirs = await this.store.heirs(tx, lost, dayOf(facts.now));
    await this.tell.run(
      tx,
      heirs.map(({ unitId, unit, managerId, persons }) => ({
        to: managerId,
        kind: 'unit-inherited',
        objectKind: 'unit',
        objectId: unitId,
        facts: { unit, count: persons },
        dedupe: `unit-inherited ${facts.now.toISOString()} ${unitId}`,
      })),
    );
  }
}

function factOf(
  unit: Pick<StoredUnit, 'code' | 'name' | 'parent' | 'path' | 'managerNumber' | 'validTo'>,
  asOf: Day,
): UnitFact {
  const { code, name, parent, path, managerNumber, validTo } = unit;
  return { code, name, parent, path, managerNumber, open: validTo === null || validTo >= asOf };
}
