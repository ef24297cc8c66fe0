import { Injectable } from '@nestjs/common';
import { dayOf } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import type { Actor } from '../policy/model/actor.js';
import type { Change, EndReason } from '../policy/model/access.js';
import { ApplyChanges } from './apply-changes.js';
import { CarryGrantsStore, type CarriedGrant } from './carry-grants.store.js';

export type { CarriedGrant };

/**
 * Access that goes along when an employment turns out to be another person's (two persons found to be one, or one to be
 * two). A grant never changes its person, so it ends with one and opens with the other, on a copy of its assessment that
 * says from which. `take`, then move the employments, then `give`, in one transaction. Birthrights and activations are
 * not carried: rules give the first anew, and the second are asked for anew.
 */
@Injectable()
export class CarryGrants {
  constructor(
    private readonly store: CarryGrantsStore,
    private readonly apply: ApplyChanges,
  ) {}

  /**
   * Two who were one become two: what was asked for on the one's employment and has gone on with the other's ends, for the
   * two have never been one. Before `take`.
   */
  async part(
    tx: Tx,
    actor: Actor,
    personId: string,
    sides: { readonly going: readonly string[]; readonly since: Date },
    now: Date,
  ): Promise<void> {
    const crossed = await this.store.lockCrossed(tx, personId, sides);
    await this.apply.run(
      tx,
      actor,
      crossed.map(({ id }) => ({ kind: 'end', grantId: id, personId, reason: 'unmerged' })),
      now,
    );
  }

  /** Ends everything that the person holds on the employments. @returns what may be opened for another */
  async take(
    tx: Tx,
    actor: Actor,
    personId: string,
    employmentIds: readonly string[],
    reason: Extract<EndReason, 'merged' | 'unmerged'>,
    now: Date,
  ): Promise<CarriedGrant[]> {
    const live = await this.store.lockLive(tx, personId, employmentIds);
    await this.apply.run(
      tx,
      actor,
      live.map(({ id }) => ({ kind: 'end', grantId: id, personId, reason })),
      now,
    );
    return live.filter((g) => g.source === 'request' && (g.validTo === null || g.validTo > now));
  }

  /** Opens them for the person whose the employments are now. @returns those whose analysis does not live any more */
  async give(
    tx: Tx,
    actor: Actor,
    personId: string,
    taken: readonly CarriedGrant[],
    now: Date,
  ): Promise<{ carried: number; lapsed: CarriedGrant[] }> {
    const today = dayOf(now);
    const isLive = (g: CarriedGrant): boolean =>
      g.analysisState === 'approved' && g.analysisValidTo >= today && g.sameProvider;
    const lapsed = taken.filter((g) => !isLive(g));
    const living = taken.filter(isLive);
    const assessments = await this.store.copyAssessments(
      tx,
      personId,
      living.map((g) => g.assessmentId),
    );
    const opens = living.map((g): Extract<Change, { kind: 'open' }> => ({
      kind: 'open',
      personId,
      employmentId: g.employmentId,
      roleId: g.roleId,
      unitId: g.unitId,
      scopeUnitId: g.scopeUnitId,
      source: 'request',
      analysisId: g.analysisId,
      assessmentId: assessments.get(g.assessmentId) ?? null,
      ruleId: null,
      validTo: g.validTo,
      nextReview: g.nextReview,
    }));
    const { opened } = await this.apply.run(tx, actor, opens, now);
    const outgrown = new Set(living.filter((g) => g.outgrownAt !== null).map(keyOf));
    await this.apply.run(
      tx,
      actor,
      opened.filter((g) => outgrown.has(keyOf(g))).map((g) => ({ kind: 'outgrow', grantId: g.id, personId })),
      now,
    );
    return { carried: opened.length, lapsed };
  }
}

function keyOf({ employmentId, roleId }: { employmentId: string; roleId: string }): string {
  return `${employmentId} ${roleId}`;
}
