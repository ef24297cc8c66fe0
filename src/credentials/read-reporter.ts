import { Inject, Injectable } from '@nestjs/common';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadPeople } from '../people/read-people.js';
import { ReadStaff } from '../people/read-staff.js';
import { Clock, dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import type { Reader } from '../platform/database.js';
import type { Ground } from '../policy/authority/authority.js';
import { groupsOf } from '../policy/lifecycle/plan-checklist.js';
import { isInForce } from '../policy/model/people.js';

/** On what grounds somebody reports a credential, or sees to reports; also asked by the desk. */
@Injectable()
export class ReadReporter {
  constructor(
    private readonly clock: Clock,
    private readonly standing: ReadStanding,
    private readonly people: ReadPeople,
    private readonly staff: ReadStaff,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** Whoever holds the right, or works in the configured group of card administrators, administers cards. */
  async run(reader: Reader, personId: string, aboutId: string | null): Promise<Set<Ground>> {
    const now = this.clock.now();
    const today = dayOf(now);
    const grounds = new Set(await this.standing.run(reader, personId, now));
    const employments = await this.people.employmentsOf(reader, [personId]);
    const groups = groupsOf(
      employments.filter((employment) => isInForce(employment, today)),
      this.config.leavers.groups,
    );
    if (groups.includes('card-administrator')) grounds.add('card-administrator');
    if (aboutId === personId) grounds.add('self');
    else if (aboutId !== null && (await this.staff.leadsPerson(reader, personId, aboutId, today)))
      grounds.add('manager');
    return grounds;
  }
}
