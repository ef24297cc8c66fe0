import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadStanding } from '../../grants/read-standing.js';
import { ReadPeople } from '../../people/read-people.js';
import { ReadGrounds } from '../../people/read-grounds.js';
import { Clock, dayOf } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import { followsShifts, isOnShift, openAround } from '../../policy/lifecycle/plan-shift.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { isInForce } from '../../policy/model/people.js';
import { ShiftIntakeStore } from './shift-intake.store.js';
import type { personShiftsSchema, shiftSnapshotsSchema } from './shifts.schema.js';
import { ShiftsStore } from './shifts.store.js';

const shownShifts = 20;
const shownSnapshots = 10;

/** Planned shifts as pages show them. */
@Injectable()
export class ReadShifts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ShiftsStore,
    private readonly intake: ShiftIntakeStore,
    private readonly people: ReadPeople,
    private readonly grounds: ReadGrounds,
    private readonly rights: ReadStanding,
    @Inject(configToken) private readonly config: Pick<Config, 'lifecycle'>,
  ) {}

  /** A person's coming shifts, and until when access rests. @throws Refused 'not-found' */
  async ofPerson(actor: PersonActor, personId: string): Promise<z.input<typeof personShiftsSchema>> {
    const now = this.clock.now();
    const today = dayOf(now);
    const { lifecycle } = this.config;
    const standing = await this.rights.run(this.database, actor.personId, now);
    const viewer = { personId: actor.personId, standing, today };
    const grounds = await this.grounds.run(this.database, viewer, personId);
    const refusal = may('person.read', grounds, 'person');
    if (refusal) throw new Refused(refusal);
    const employments = await this.people.employmentsOf(this.database, [personId]);
    const following = new Set(
      employments.filter((e) => followsShifts(lifecycle, e, today)).map((employment) => employment.id),
    );
    const coming =
      following.size > 0
        ? await this.store.coming(this.database, personId, since(now, lifecycle), shownShifts)
        : [];
    const shifts = coming.filter((shift) => following.has(shift.employmentId));
    const open = shifts.some((shift) => isOnShift(lifecycle, [shift], now));
    const others = employments.some((e) => isInForce(e, today) && !following.has(e.id));
    const [first] = shifts;
    const resting = following.size > 0 && !open && !others;
    return {
      followed: following.size > 0,
      resting,
      restsUntil: resting && first ? openAround(lifecycle, first).startsAt : null,
      items: shifts
        .filter((shift) => shift.endsAt > now)
        .map((shift) => ({
          employmentId: shift.employmentId,
          from: shift.startsAt,
          to: shift.endsAt,
          open: isOnShift(lifecycle, [shift], now),
        })),
      next: null,
    };
  }

  /** The latest deliveries. @throws Refused 'not-allowed' */
  async snapshots(actor: PersonActor): Promise<z.input<typeof shiftSnapshotsSchema>> {
    const rights = await this.rights.run(this.database, actor.personId, this.clock.now());
    const refusal = may('import.read', rights, 'shifts');
    if (refusal) throw new Refused(refusal);
    const rows = await this.intake.snapshots(this.database, shownSnapshots);
    return {
      followed: this.config.lifecycle.hourly === 'shift',
      items: rows.map(({ id, source, periodFrom, periodTo, asOf, takenAt, result }) => ({
        id,
        source,
        from: dayOf(periodFrom),
        to: dayOf(new Date(periodTo.getTime() - 1)),
        asOf,
        takenAt,
        shifts: result.shifts,
        added: result.added,
        removed: result.removed,
        aside: result.aside,
      })),
      next: null,
    };
  }
}

/** A shift that is over still counts while its margin lasts. */
function since(now: Date, { shifts }: Config['lifecycle']): Date {
  return new Date(now.getTime() - shifts.afterMinutes * 60_000);
}
