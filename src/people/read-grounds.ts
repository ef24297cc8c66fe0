import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import type { Ground } from '../policy/authority/authority.js';
import type { Day } from '../policy/model/day.js';
import { PeopleStore } from './people.store.js';

/** On what grounds somebody may do something with a person: Grindvakt's own rights, and being or leading them. */
@Injectable()
export class ReadGrounds {
  constructor(private readonly store: PeopleStore) {}

  /** @param viewer `standing`: rights of Grindvakt's own that they hold */
  async run(
    reader: Reader,
    viewer: { readonly personId: string; readonly standing: ReadonlySet<Ground>; readonly today: Day },
    aboutId: string,
  ): Promise<Set<Ground>> {
    const grounds = new Set(viewer.standing);
    if (viewer.personId === aboutId) grounds.add('self');
    const led = await this.store.ledBy(reader, viewer.personId, [aboutId], viewer.today);
    if (led.length > 0) grounds.add('manager');
    return grounds;
  }
}
