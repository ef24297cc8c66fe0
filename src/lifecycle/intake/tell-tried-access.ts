import { Injectable } from '@nestjs/common';
import { ReadLosses } from '../../breakers/read-losses.js';
import type { Tx } from '../../platform/database.js';
import { ImportsStore, type StoredDifference } from './imports.store.js';
import { TriedAccessStore } from './tried-access.store.js';

/** A trial's difference is kept by its first lines; a whole organisation's would have to be carried in memory. */
const shownDifferences = 10_000;

/**
 * A trial's difference, by person with the roles that each would get and lose, read in the transaction that is going to
 * be undone. Whoever only loses or gets access, because something around them changes, has a line of their own after the
 * others.
 */
@Injectable()
export class TellTriedAccess {
  constructor(
    private readonly imports: ImportsStore,
    private readonly store: TriedAccessStore,
    private readonly losses: ReadLosses,
  ) {}

  async run(tx: Tx, trial: { importId: string; source: string; now: Date }): Promise<StoredDifference[]> {
    const { importId, source, now } = trial;
    const lines = await this.imports.differences(tx, importId, 0, shownDifferences);
    const persons = await this.store.persons(tx, source, shownDifferences);
    const listed = new Set(persons.values());
    const room = shownDifferences - lines.length;
    const most = listed.size + room;
    const changed = await this.losses.byPerson(tx, now, { first: [...listed], most });
    const effects = new Map(changed.map((one) => [one.personId, one]));
    const told = lines.map((line) => {
      const effect = effects.get(persons.get(line.number) ?? '');
      return effect ? { ...line, lost: effect.lost, gained: effect.gained } : line;
    });
    const others = changed.filter(({ personId }) => !listed.has(personId)).slice(0, room);
    const places = await this.store.places(
      tx,
      others.map(({ personId }) => personId),
    );
    return [
      ...told,
      ...others.map(({ personId, lost, gained }, index): StoredDifference => ({
        number: lines.length + index + 1,
        personId,
        personName: '',
        kind: 'access',
        text: places.get(personId) ?? '',
        day: null,
        fields: [],
        leaves: [],
        lost,
        gained,
        hidden: false,
      })),
    ];
  }
}
