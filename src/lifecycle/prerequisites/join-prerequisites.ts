import { Injectable } from '@nestjs/common';
import { ReadPrerequisites } from '../../people/read-prerequisites.js';
import type { Tx } from '../../platform/database.js';
import { joinStandings } from '../../policy/lifecycle/join-standings.js';
import { JoinedStandingsStore } from './joined-standings.store.js';

/**
 * Makes persons stand as their own records and those of everybody merged into them say, in the caller's transaction and
 * with the persons locked. The records stay with whom they were written about, so undoing a merge is the same again.
 */
@Injectable()
export class JoinPrerequisites {
  constructor(
    private readonly store: JoinedStandingsStore,
    private readonly prerequisites: ReadPrerequisites,
  ) {}

  /** @param personIds who are nobody else, after who is merged into whom has been written */
  async run(tx: Tx, personIds: readonly string[]): Promise<void> {
    const known = new Map((await this.prerequisites.all(tx)).map((each) => [each.id, each]));
    const own = await this.store.own(tx, personIds);
    const groups = Map.groupBy(own, ({ holderId, prerequisiteId }) => `${holderId} ${prerequisiteId}`);
    const joined = [...groups.values()].flatMap((standings) => {
      const prerequisite = known.get(standings[0]?.prerequisiteId ?? '');
      const best = prerequisite ? joinStandings(prerequisite, standings) : null;
      return best === null ? [] : [best];
    });
    await this.store.write(tx, personIds, joined);
  }
}
