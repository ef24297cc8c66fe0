import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { Clock, endOfDay } from '../../platform/clock.js';
import { soleSource } from '../../platform/config-hr.js';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import { Database, type Tx } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import { mergeShifts, type Shift } from '../../policy/lifecycle/plan-shift.js';
import type { Actor } from '../../policy/model/actor.js';
import { addDays, type Day } from '../../policy/model/day.js';
import { FollowFacts } from '../following/follow-facts.js';
import { ShiftIntakeStore, type SnapshotRow } from './shift-intake.store.js';
import { checkShifts, type AsideShift, type RawShift } from './shift-rows.js';
import { ShiftsStore } from './shifts.store.js';

export interface ShiftsInput {
  /** Whose employment numbers they are; may be left out when there is one source only. */
  source?: string | undefined;
  /** The period: both days inclusive, Swedish. Every shift that begins in it and is not among these is cancelled. */
  from: Day;
  to: Day;
  /** When the planning stood so; now when left out. */
  asOf?: Date | undefined;
  shifts: readonly RawShift[];
  channel: 'page' | 'command';
  /** Somebody has looked: it may cancel most of what is planned. */
  confirmed: boolean;
}

export interface ShiftsTaken {
  outcome: 'applied' | 'unchanged';
  source: string;
  shifts: number;
  added: number;
  removed: number;
  /** Persons whose access opened or closed at once. */
  touched: number;
  /** How many rows were set aside; the first of them with their reasons. */
  asideCount: number;
  aside: AsideShift[];
}

const shownAside = 100;
/** So many shifts may fall away unasked, whatever the share. */
const alwaysAllowed = 20;

/**
 * Takes in the planned shifts of a period as one whole: what is not delivered is cancelled, what was moved is moved,
 * and the same delivery again changes nothing. Access follows in the same transaction, so that a change that comes
 * after the shift has begun acts at once (H13.1.2).
 */
@Injectable()
export class TakeShifts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ShiftIntakeStore,
    private readonly shifts: ShiftsStore,
    private readonly follow: FollowFacts,
    private readonly rights: ReadStanding,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Pick<Config, 'lifecycle' | 'hr'>,
  ) {}

  /** To be asked before an upload is received. @throws Refused 'not-allowed' */
  async authorise(actor: Actor): Promise<void> {
    if (actor.kind !== 'person') return;
    const rights = await this.rights.run(this.database, actor.personId, this.clock.now());
    const refusal = may('shift.import', rights, 'shifts');
    if (refusal) throw new Refused(refusal);
  }

  /** @throws Refused 'not-allowed', 'unknown-source', 'shifts-outdated', 'shifts-implausible', 'invalid' */
  async run(actor: Actor, input: ShiftsInput): Promise<ShiftsTaken> {
    await this.authorise(actor);
    const source = this.#source(input.source);
    const period = { from: endOfDay(addDays(input.from, -1)), to: endOfDay(input.to) };
    if (input.to < input.from)
      throw Refused.because('invalid', 'The period ends before it begins.', { pointer: '/to' });
    const { rows, aside } = checkShifts(input.shifts, period);
    return this.database.transaction(async (tx) => {
      const clock = await this.shifts.lockClock(tx); // one delivery at a time, and no look at the clock meanwhile
      const now = this.clock.now();
      const asOf = input.asOf ?? now;
      const known = await this.store.known(tx, source, [...new Set(rows.map((row) => row.number))]);
      const unknown = rows.filter((row) => !known.has(row.number));
      const all = [...aside, ...unknown.map(unknownEmployment)].sort((a, b) => a.line - b.line);
      const merged = this.#merged(
        rows.flatMap((row) => {
          const employmentId = known.get(row.number);
          return employmentId === undefined ? [] : [{ employmentId, ...row }];
        }),
      );
      const digest = digestOf(merged);
      const latest = await this.store.latest(tx, source, period.from, period.to);
      const taken = {
        source,
        shifts: merged.length,
        asideCount: all.length,
        aside: all.slice(0, shownAside),
      };
      this.#refuseOlder(latest, asOf, now);
      if (latest !== null && isSame(latest, period, digest)) {
        await this.store.confirm(tx, latest.id, asOf); // an older planning that comes late is still older
        return { ...taken, outcome: 'unchanged', added: 0, removed: 0, touched: 0 };
      }
      await this.store.stage(tx, merged);
      if (!input.confirmed) await this.#refuseImplausible(tx, source, period, now);
      const { removed, added } = await this.store.replace(tx, source, period.from, period.to);
      const touched = await this.#act(tx, actor, [...removed, ...added], now, clock !== null);
      const result = {
        shifts: merged.length,
        added: added.length,
        removed: removed.length,
        touched,
        aside: all.length,
      };
      const id = await this.store.addSnapshot(tx, {
        source,
        channel: input.channel,
        periodFrom: period.from,
        periodTo: period.to,
        asOf,
        takenBy: actor.kind === 'person' ? actor.personId : null,
        takenAt: now,
        digest,
        result,
      });
      await this.audit.run(tx, actor, [
        {
          action: 'shifts.taken',
          objectKind: 'shift-snapshot',
          objectId: id,
          detail: { source, from: input.from, to: input.to, confirmed: input.confirmed, ...result },
        },
      ]);
      return { ...taken, outcome: 'applied', added: added.length, removed: removed.length, touched };
    });
  }

  /** Access follows where a state flips; nobody else is touched. */
  async #act(
    tx: Tx,
    actor: Actor,
    changed: readonly string[],
    now: Date,
    followed: boolean,
  ): Promise<number> {
    const { hourly, shifts } = this.config.lifecycle;
    const employments = [...new Set(changed)];
    if (hourly === 'contract' || !followed || employments.length === 0) return 0;
    await this.store.lockPersonsOf(tx, employments);
    const persons = await this.shifts.flipping(tx, employments, now, shifts);
    await this.follow.run(tx, actor, persons, now);
    return persons.length;
  }

  #merged(
    rows: readonly (Shift & { employmentId: string })[],
  ): { employmentId: string; startsAt: Date; endsAt: Date }[] {
    return [...Map.groupBy(rows, (row) => row.employmentId)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([employmentId, shifts]) => mergeShifts(shifts).map((shift) => ({ employmentId, ...shift })));
  }

  #source(stated: string | undefined): string {
    const { sources } = this.config.hr;
    const id = stated ?? soleSource(sources)?.id;
    if (sources.some((source) => source.id === id) && id !== undefined) return id;
    throw Refused.because(
      'unknown-source',
      stated === undefined
        ? 'Say which HR source the employment numbers are of.'
        : `There is no HR source ${stated} in the configuration.`,
      { pointer: '/source' },
    );
  }

  #refuseOlder(latest: SnapshotRow | null, asOf: Date, now: Date): void {
    if (asOf.getTime() > now.getTime() + 5 * 60_000)
      throw Refused.because('invalid', 'The planning cannot be of a moment that has not come.', {
        pointer: '/asOf',
      });
    if (latest !== null && latest.asOf > asOf)
      throw Refused.because(
        'shifts-outdated',
        `A planning of ${latest.asOf.toISOString()} has been taken in for this period; this one is of ${asOf.toISOString()}.`,
      );
  }

  /** An empty or cut-off file must not send everybody home. */
  async #refuseImplausible(
    tx: Tx,
    source: string,
    period: { from: Date; to: Date },
    now: Date,
  ): Promise<void> {
    const { planned, lost } = await this.store.losses(tx, source, period.from, period.to, now);
    if (lost <= Math.max(alwaysAllowed, planned / 2)) return;
    throw Refused.because(
      'shifts-implausible',
      `It would cancel ${String(lost)} of the ${String(planned)} shifts planned. Send it again confirmed if that is right.`,
      { facts: { lost, planned } },
    );
  }
}

function unknownEmployment({ line, number }: { line: number; number: string }): AsideShift {
  return {
    line,
    reason: 'unknown-employment',
    detail: `"${number.slice(0, 40)}" is no employment of the source`,
  };
}

function isSame(latest: SnapshotRow, period: { from: Date; to: Date }, digest: Buffer): boolean {
  return (
    latest.periodFrom.getTime() === period.from.getTime() &&
    latest.periodTo.getTime() === period.to.getTime() &&
    latest.digest.equals(digest)
  );
}

function digestOf(shifts: readonly { employmentId: string; startsAt: Date; endsAt: Date }[]): Buffer {
  const whole = createHash('sha256');
  for (const { employmentId, startsAt, endsAt } of shifts)
    whole.update(`${employmentId} ${String(startsAt.getTime())} ${String(endsAt.getTime())}\n`);
  return whole.digest();
}
