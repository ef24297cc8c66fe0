import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { TellPeople } from '../../notices/tell-people.js';
import { ReadStaff } from '../../people/read-staff.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { Database, type Tx } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { may, type Ground, type Verb } from '../../policy/authority/authority.js';
import { checkExtension, checkSponsor } from '../../policy/lifecycle/external-terms.js';
import type { PersonActor } from '../../policy/model/actor.js';
import type { Day } from '../../policy/model/day.js';
import { refuse } from '../../policy/model/refusal.js';
import { ExternalsStore } from './externals.store.js';
import { FollowPerson } from '../following/follow-person.js';
import { SponsorCandidates } from './sponsor-candidates.store.js';
import { SponsorsStore, type EngagementRow } from './sponsors.store.js';

export type ExternalChange =
  | { readonly kind: 'extend'; readonly endDate: Day; readonly contractReference: string }
  | { readonly kind: 'change-sponsor'; readonly sponsorId: string; readonly reason: string }
  | { readonly kind: 'end'; readonly reason: string };

interface Locked {
  tx: Tx;
  actor: PersonActor;
  employmentId: string;
  facts: EngagementRow;
  now: Date;
  today: Day;
}

/**
 * Renews an external person's terms, names another sponsor, or ends them now (H13.2.1). By the sponsor, whoever took
 * over from a sponsor who left, or HR. The persons are locked first, so that a sponsor who leaves at the same moment
 * either is seen here or hands over what was decided.
 */
@Injectable()
export class ChangeExternal {
  constructor(
    @Inject(configToken) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ExternalsStore,
    private readonly sponsors: SponsorsStore,
    private readonly candidates: SponsorCandidates,
    private readonly standing: ReadStanding,
    private readonly staff: ReadStaff,
    private readonly follow: FollowPerson,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  /**
   * @throws Refused not-found, external-from-hr, external-over, end-not-later, end-too-late, contract-not-new,
   * own-sponsor, unfit-sponsor
   */
  async run(actor: PersonActor, employmentId: string, change: ExternalChange): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const today = dayOf(now);
      const personId = await this.store.personOf(tx, employmentId);
      const other = change.kind === 'change-sponsor' ? [change.sponsorId] : [];
      await this.candidates.lock(tx, [actor.personId, ...other, ...(personId === null ? [] : [personId])]);
      const facts = await this.sponsors.lockOne(tx, employmentId, today);
      const grounds = facts ? await this.#grounds(tx, actor, facts, now) : new Set<Ground>();
      const refusal = may(`external.${change.kind}` satisfies Verb, grounds, 'external person');
      if (refusal ?? !facts)
        throw new Refused(refusal ?? refuse('not-found', 'There is no such external person.'));
      const locked: Locked = { tx, actor, employmentId, facts, now, today };
      if (change.kind === 'extend') await this.#extend(locked, change);
      else if (change.kind === 'end') await this.#end(locked, change.reason);
      else await this.#changeSponsor(locked, change);
    });
  }

  async #grounds(tx: Tx, actor: PersonActor, facts: EngagementRow, now: Date): Promise<Set<Ground>> {
    const grounds = new Set<Ground>(await this.standing.run(tx, actor.personId, now));
    // Nobody changes their own terms, whatever right they hold.
    if (actor.personId === facts.personId) return new Set<Ground>(['self']);
    const answers =
      (facts.sponsorId === actor.personId && facts.sponsorEmployed) ||
      (facts.actingId === actor.personId && facts.actingEmployed);
    if (answers) grounds.add('sponsor');
    if (await this.staff.leadsEmployment(tx, actor.personId, facts.employmentId, dayOf(now)))
      grounds.add('manager');
    return grounds;
  }

  async #extend(at: Locked, to: { endDate: Day; contractReference: string }): Promise<void> {
    const { tx, actor, employmentId, facts, today } = at;
    const terms = await this.store.terms(tx, employmentId, today);
    if (!terms) throw Refused.because('not-found', 'There is no such external person.');
    const refusal = checkExtension(terms, to, today, this.config.externals.maxDays);
    if (refusal) throw new Refused(refusal);
    await this.follow.run(tx, actor, facts.personId, at.now, async () => {
      await this.store.extend(
        tx,
        employmentId,
        { endDate: to.endDate, contract: to.contractReference },
        today,
      );
      return employmentId;
    });
    await this.#record(at, 'external.extended', null, {
      from: terms.endDate,
      to: to.endDate,
      contract: to.contractReference,
    });
  }

  async #changeSponsor(at: Locked, to: { sponsorId: string; reason: string }): Promise<void> {
    const { tx, employmentId, facts, today } = at;
    if (facts.over) throw Refused.because('external-over', 'The engagement is over.');
    const candidate = await this.candidates.candidate(tx, to.sponsorId, today);
    const refusal = checkSponsor(candidate, facts.personId);
    if (refusal) throw new Refused(refusal);
    await this.store.setSponsor(tx, employmentId, to.sponsorId);
    await this.sponsors.writeMissing(tx, [
      { employmentId, missing: facts.missing.filter((missing) => missing !== 'sponsor') },
    ]);
    await this.#record(at, 'external.sponsor-changed', to.reason, {
      from: facts.sponsorId,
      to: to.sponsorId,
    });
    if (to.sponsorId !== at.actor.personId)
      await this.tell.run(tx, [
        {
          to: to.sponsorId,
          kind: 'external-sponsor',
          about: facts.personId,
          objectKind: 'external',
          objectId: employmentId,
        },
      ]);
  }

  async #end(at: Locked, reason: string): Promise<void> {
    const { tx, actor, employmentId, facts, now, today } = at;
    await this.follow.run(
      tx,
      actor,
      facts.personId,
      now,
      async () => {
        if (!(await this.store.end(tx, employmentId, now, today)))
          throw Refused.because('external-over', 'The engagement is over already.');
        return employmentId;
      },
      { urgent: true },
    );
    await this.#record(at, 'external.ended', reason, {});
  }

  async #record(
    at: Locked,
    action: string,
    reason: string | null,
    detail: Record<string, string | null>,
  ): Promise<void> {
    await this.audit.run(at.tx, at.actor, [
      {
        action,
        personId: at.facts.personId,
        objectKind: 'employment',
        objectId: at.employmentId,
        reason,
        detail,
      },
    ]);
  }
}
