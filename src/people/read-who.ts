import { Injectable } from '@nestjs/common';
import type { Ground } from '../policy/authority/authority.js';
import { seesThrough } from '../policy/authority/unmasking.js';
import type { Day } from '../policy/model/day.js';
import { Clock } from '../platform/clock.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { PeopleStore } from './people.store.js';
import { UnmaskingsStore } from './unmaskings.store.js';

/** A person as others may see them. `name` is already masked for those without need (H11.6.1, invariant 10). */
export interface Who {
  id: string | null;
  name: string;
  protected: boolean;
  /**
   * Set when the name is withheld from this viewer, to the language they read: unit, title, manager and contact must be
   * withheld with it.
   */
  withheld?: Language;
}

/** Stands where a name is withheld. */
export const hiddenName: Readonly<Record<Language, string>> = {
  sv: 'Skyddad person',
  en: 'Protected person',
};

export interface Viewer {
  personId: string;
  /** Rights of Grindvakt's own that the viewer holds (grants/read-standing). */
  standing: ReadonlySet<Ground>;
  today: Day;
  language: Language;
}

/** Names for a list of persons, the protected masked for who has not said why; the only way a name reaches a page. */
@Injectable()
export class ReadWho {
  constructor(
    private readonly store: PeopleStore,
    private readonly unmaskings: UnmaskingsStore,
    private readonly clock: Clock,
  ) {}

  async run(
    reader: Reader,
    viewer: Viewer,
    personIds: readonly (string | null)[],
  ): Promise<(id: string | null) => Who> {
    const ids = [...new Set(personIds.filter((id) => id !== null))];
    const names = ids.length > 0 ? await this.store.names(reader, ids) : [];
    const hidden = names.filter((n) => n.protection !== 'none').map((n) => n.id);
    const led = new Set(
      hidden.length > 0 ? await this.store.ledBy(reader, viewer.personId, hidden, viewer.today) : [],
    );
    const explained = await this.unmaskings.current(reader, viewer.personId, hidden, this.clock.now());
    const known = new Map<string, Who>();
    for (const { id, callName, familyName, protection } of names) {
      const isProtected = protection !== 'none';
      const grounds = new Set(viewer.standing);
      if (led.has(id)) grounds.add('manager');
      if (viewer.personId === id) grounds.add('self');
      const seen = !isProtected || seesThrough(grounds, explained.has(id));
      known.set(id, {
        id,
        name: seen ? `${callName} ${familyName}` : hiddenName[viewer.language],
        protected: isProtected,
        ...(seen ? {} : { withheld: viewer.language }),
      });
    }
    return (id) => (id === null ? undefined : known.get(id)) ?? { id: null, name: '', protected: false };
  }
}
