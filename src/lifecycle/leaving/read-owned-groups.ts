import { Inject, Injectable } from '@nestjs/common';
import { ReadPeople } from '../../people/read-people.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import type { Reader } from '../../platform/database.js';
import type { Ground } from '../../policy/authority/authority.js';
import { groupsOf } from '../../policy/lifecycle/plan-checklist.js';
import type { Day } from '../../policy/model/day.js';
import { isInForce } from '../../policy/model/people.js';

/** Whose items on leavers' checklists somebody sees to, beside those of the persons they lead. */
@Injectable()
export class ReadOwnedGroups {
  constructor(
    @Inject(configToken) private readonly config: Config,
    private readonly people: ReadPeople,
  ) {}

  /** `hr` and `security` for who holds the right, and the configured groups that an employment in force matches. */
  async run(reader: Reader, personId: string, standing: ReadonlySet<Ground>, today: Day): Promise<string[]> {
    const employments = await this.people.employmentsOf(reader, [personId]);
    return [
      ...(['hr', 'security'] as const).filter((right) => standing.has(right)),
      ...groupsOf(
        employments.filter((employment) => isInForce(employment, today)),
        this.config.leavers.groups,
      ),
    ];
  }
}
