import { Injectable, Logger } from '@nestjs/common';
import type { AuditRecord } from '../audit/audit-record.js';
import { RecordEntries } from '../audit/record-entries.js';
import { TellPeople } from '../notices/tell-people.js';
import { Clock, dayOf } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import type { Actor } from '../policy/model/actor.js';
import type { Day } from '../policy/model/day.js';
import type { Notice } from '../policy/model/notice.js';
import { followStage, type StageStep, type WaitingStage } from '../policy/request/follow-stage.js';
import { ApprovalsStore } from './approvals.store.js';
import { GatherDecision, type Basis } from './gather-decision.js';
import { RequestsStore } from './requests.store.js';
import { WaitingStore } from './waiting.store.js';

const clock: Actor = { kind: 'system', name: 'approvals', channel: 'schedule' };
const atATime = 200;

/**
 * What time does to requests that wait: reminders, escalation to the next in line, and refusal where nobody answered.
 * Each is done under the request's lock and found done when it is looked at again, so that two schedulers do it once.
 */
@Injectable()
export class FollowApprovals {
  readonly #log = new Logger('Approvals');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: RequestsStore,
    private readonly approvals: ApprovalsStore,
    private readonly waiting: WaitingStore,
    private readonly gather: GatherDecision,
    private readonly audit: RecordEntries,
    private readonly tell: TellPeople,
  ) {}

  /** @returns how many requests something was done about. */
  async run(): Promise<number> {
    let done = 0;
    for (let after: string | null = null; ;) {
      const ids: string[] = await this.waiting.pendingAfter(this.database, after, atATime);
      done += await this.database.transaction((tx) => this.#batch(tx, ids));
      after = ids.at(-1) ?? null;
      if (ids.length < atATime) break;
    }
    if (done > 0) this.#log.log(`followed ${String(done)} waiting requests`);
    return done;
  }

  async #batch(tx: Tx, ids: readonly string[]): Promise<number> {
    const now = this.clock.now();
    const today = dayOf(now);
    const seen = await this.#due(tx, ids, today);
    if (seen.length === 0) return 0;
    // Looked at first without locks, as nearly all of them wait in peace.
    const locked = await this.store.lockAll(
      tx,
      seen.map(({ basis }) => basis.request.id),
    );
    const due = await this.#due(
      tx,
      locked.filter(({ state }) => state === 'pending').map(({ id }) => id),
      today,
    );
    await this.#write(tx, due, now);
    return due.length;
  }

  async #due(tx: Tx, ids: readonly string[], today: Day): Promise<Due[]> {
    const bases = await this.gather.bases(tx, await this.store.byIds(tx, ids), today);
    return bases.flatMap((basis): Due[] => {
      const stage = basis.stages.find(({ state }) => state === 'open');
      if (!stage?.openedAt || stage.dueOn === null) return [];
      const waiting: WaitingStage = {
        ...stage,
        openedOn: dayOf(stage.openedAt),
        dueOn: stage.dueOn,
        reminded: stage.remindedAt !== null,
      };
      const step = followStage(waiting, basis.stages, basis.approval, today);
      return step.kind === 'none' ? [] : [{ basis, stage: waiting, step }];
    });
  }

  async #write(tx: Tx, due: readonly Due[], now: Date): Promise<void> {
    const closed = due.flatMap(({ basis, step }) =>
      step.kind === 'close' ? [{ id: basis.request.id, reason: step.reason }] : [],
    );
    await this.store.close(tx, closed);
    await this.approvals.skip(
      tx,
      closed.map(({ id }) => id),
    );
    await this.approvals.reseat(
      tx,
      due.flatMap(({ basis, step }) =>
        step.kind === 'hand-over' || step.kind === 'escalate'
          ? step.moves.map((move) => ({ ...move, requestId: basis.request.id }))
          : [],
      ),
    );
    await this.waiting.escalate(
      tx,
      due.flatMap(({ basis, stage, step }) =>
        step.kind === 'escalate'
          ? [
              {
                requestId: basis.request.id,
                position: stage.position,
                dueOn: step.dueOn,
                added: step.added,
                asked: step.added.length + step.moves.length,
              },
            ]
          : [],
      ),
      now,
    );
    await this.waiting.reminded(
      tx,
      due.flatMap(({ basis, stage, step }) =>
        step.kind === 'remind' ? [{ requestId: basis.request.id, position: stage.position }] : [],
      ),
      now,
    );
    await this.audit.run(
      tx,
      clock,
      due.map((each) => entryOf(each)),
    );
    await this.tell.run(
      tx,
      due.flatMap((each) => noticesOf(each)),
    );
  }
}

interface Due {
  readonly basis: Basis;
  readonly stage: WaitingStage;
  readonly step: StageStep;
}

const actions: Record<Exclude<StageStep['kind'], 'none'>, string> = {
  remind: 'request.reminded',
  'hand-over': 'request.handed-over',
  escalate: 'request.escalated',
  close: 'request.closed',
};

function entryOf({ basis: { request }, stage, step }: Due): AuditRecord {
  const to =
    step.kind === 'escalate'
      ? [...step.added, ...step.moves.map((move) => move.to)]
      : step.kind === 'hand-over'
        ? step.moves.map((move) => move.to)
        : [];
  return {
    action: step.kind === 'none' ? 'request.looked-at' : actions[step.kind],
    personId: request.personId,
    objectKind: 'request',
    objectId: request.id,
    reason: step.kind === 'close' ? step.reason : null,
    detail: { number: request.number, stage: stage.position, ...(to.length > 0 ? { to } : {}) },
  };
}

function noticesOf({ basis: { request }, stage, step }: Due): Notice[] {
  const about = (to: string, kind: Notice['kind'], dedupe?: string): Notice => ({
    to,
    kind,
    about: request.personId,
    objectKind: 'request',
    objectId: request.id,
    facts: { number: request.number },
    ...(dedupe === undefined ? {} : { dedupe }),
  });
  switch (step.kind) {
    case 'remind':
      return stage.seats
        .filter(({ outcome }) => outcome === null)
        .map(({ personId }) =>
          about(
            personId,
            'approval-reminder',
            `${request.id} ${String(request.revision)} ${String(stage.position)}`,
          ),
        );
    case 'escalate':
      return [...step.added, ...step.moves.flatMap(({ to }) => to ?? [])].map((to) =>
        about(to, 'approval-escalated'),
      );
    case 'close':
      return [about(request.requestedBy, 'request-unanswered')];
    case 'hand-over':
    case 'none':
      return [];
  }
}
