import { Inject, Injectable } from '@nestjs/common';
import { dayOf } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import type { Tx } from '../../platform/database.js';
import { followsShifts, isOnShift } from '../../policy/lifecycle/plan-shift.js';
import { isInForce, type Employment } from '../../policy/model/people.js';
import { ShiftsStore } from './shifts.store.js';

export interface ShiftsNow {
  /** Employments whose access follows shifts and that are outside every one. */
  offShift: ReadonlySet<string>;
  /** Persons with nothing else open for whom a shift has ended just now. */
  goneHome: string[];
}

/** Which of these persons' employments are outside their shifts now, by the organisation's policy; and notes it down. */
@Injectable()
export class ShiftStanding {
  constructor(
    private readonly store: ShiftsStore,
    @Inject(configToken) private readonly config: Pick<Config, 'lifecycle'>,
  ) {}

  /**
   * @param personIds locked by the caller; `employments` are all of theirs
   * @param marked whether any of them is marked as outside a shift
   */
  async run(
    tx: Tx,
    personIds: readonly string[],
    { employments, marked }: { employments: readonly Employment[]; marked: boolean },
    now: Date,
  ): Promise<ShiftsNow> {
    const { lifecycle } = this.config;
    if (lifecycle.hourly === 'contract') {
      if (marked) await this.store.forget(tx, personIds);
      return { offShift: new Set(), goneHome: [] };
    }
    const today = dayOf(now);
    const following = employments.filter((e) => followsShifts(lifecycle, e, today)).map((e) => e.id);
    const shifts = Map.groupBy(
      following.length > 0 ? await this.store.around(tx, following, now, lifecycle.shifts) : [],
      (shift) => shift.employmentId,
    );
    const off = following.filter((id) => !isOnShift(lifecycle, shifts.get(id) ?? [], now));
    const offShift = new Set(off);
    const all = employments.map((e) => e.id);
    const closed = new Set(marked || off.length > 0 ? await this.store.mark(tx, all, off, now) : []);
    const goneHome = [...Map.groupBy(employments, (e) => e.personId)].flatMap(([personId, of]) => {
      const inForce = of.filter((e) => isInForce(e, today));
      const over = inForce.some((e) => closed.has(e.id)) && inForce.every((e) => offShift.has(e.id));
      return over ? [personId] : [];
    });
    return { offShift, goneHome };
  }
}
