import { Injectable } from '@nestjs/common';
import type { Day } from '../policy/model/day.js';
import type { Reader } from '../platform/database.js';
import { PeopleStore } from './people.store.js';

/** Whom a manager leads: by `employment.manager_employment_id`, which the HR intake keeps at the effective manager. */
@Injectable()
export class ReadStaff {
  constructor(private readonly store: PeopleStore) {}

  async leadsPerson(reader: Reader, managerId: string, personId: string, day: Day): Promise<boolean> {
    return (await this.store.ledBy(reader, managerId, [personId], day)).length > 0;
  }

  async leadsEmployment(reader: Reader, managerId: string, employmentId: string, day: Day): Promise<boolean> {
    return (await this.store.employmentsLedBy(reader, managerId, [employmentId], day)).length > 0;
  }

  /** Of these employments, those the manager leads now or will lead when they begin. */
  async employmentsLedBy(
    reader: Reader,
    managerId: string,
    employmentIds: readonly string[],
    day: Day,
  ): Promise<string[]> {
    return employmentIds.length > 0 ? this.store.employmentsLedBy(reader, managerId, employmentIds, day) : [];
  }

  async leadsAnyone(reader: Reader, managerId: string, day: Day): Promise<boolean> {
    return this.store.leadsAnyone(reader, managerId, day);
  }
}
