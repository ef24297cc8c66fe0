import { Inject, Injectable } from '@nestjs/common';
import { ReadRightsHeld } from '../people/read-rights-held.js';
import { Clock, dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import type { Reader, Tx } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';
import { addWorkingDays } from '../policy/model/working-days.js';
import { termsOf, type StageKind } from '../policy/request/approval-policy.js';
import type { Candidate, Stage, StageFacts } from '../policy/request/choose-approvers.js';
import { ApprovalsStore } from './approvals.store.js';

/** What somebody's approval is asked for; `key` finds the answer. */
export interface Asked {
  readonly key: string;
  readonly employmentId: string;
  readonly roleId: string;
  readonly requesterId: string;
  readonly acrossCareProviders: boolean;
  readonly outsideAnalysis: boolean;
}

/** The facts by which policy chooses approvers: the same for a preview, a sending, a decision and a hand-over. */
@Injectable()
export class GatherApproval {
  constructor(
    private readonly store: ApprovalsStore,
    private readonly rights: ReadRightsHeld,
    private readonly clock: Clock,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @param gone counted as not employed, whatever the database says @returns by key */
  async run(
    reader: Reader,
    asked: readonly Asked[],
    today: Day,
    gone: ReadonlySet<string> = new Set(),
  ): Promise<Map<string, StageFacts>> {
    if (asked.length === 0) return new Map();
    const rows = await this.store.rows(reader, asked);
    const officers = await this.rights.holders(reader, ['security'], this.clock.now());
    const who = await this.candidates(
      reader,
      [...officers, ...rows.flatMap((r) => [r.informationOwnerId, r.systemOwnerId, ...r.managerIds])],
      today,
      gone,
    );
    const byKey = new Map(rows.map((row) => [row.key, row]));
    return new Map(
      asked.flatMap(({ key, requesterId, acrossCareProviders, outsideAnalysis }): [string, StageFacts][] => {
        const row = byKey.get(key);
        if (!row) return [];
        const { beneficiaryId, careProviderId, systemName, privileged, risk, securityApproves } = row;
        return [
          [
            key,
            {
              policy: this.config.approvals,
              systemName,
              informationOwner: who(row.informationOwnerId),
              systemOwner: who(row.systemOwnerId),
              managers: row.managerIds.map(who),
              securityOfficers: officers.map(who),
              requesterId,
              beneficiaryId,
              careProviderId,
              acrossCareProviders,
              outsideAnalysis,
              privileged,
              risk,
              securityApproves,
            },
          ],
        ];
      }),
    );
  }

  async candidates(
    reader: Reader,
    personIds: readonly string[],
    today: Day,
    gone: ReadonlySet<string> = new Set(),
  ): Promise<(personId: string) => Candidate> {
    const found = await this.store.candidates(reader, [...new Set(personIds)], today);
    const byId = new Map(found.map((candidate) => [candidate.personId, candidate]));
    return (personId) => {
      const known = byId.get(personId) ?? { personId, employed: false, careProviderIds: [] };
      return gone.has(personId) ? { ...known, employed: false } : known;
    };
  }

  /** Lays out the stages of new or edited requests; the first waits from now on. */
  async begin(
    tx: Tx,
    requests: readonly { id: string; stages: readonly Stage[] }[],
    at: Date,
  ): Promise<void> {
    const today = dayOf(at);
    await this.store.begin(
      tx,
      requests.map(({ id, stages }) => ({
        id,
        stages: stages.map((stage) => ({ ...stage, dueOn: this.dueOn(stage.kind, today) })),
      })),
      at,
    );
  }

  /** By when a stage that opens today is to be answered. */
  dueOn(kind: StageKind, today: Day): Day {
    const { approvals } = this.config;
    return addWorkingDays(today, termsOf(approvals, kind).answerWithinDays, approvals.calendar);
  }
}
