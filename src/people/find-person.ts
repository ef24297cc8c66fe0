import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import type { Day } from '../policy/model/day.js';
import { PeopleStore } from './people.store.js';
import { PersonCardStore } from './person-card.store.js';
import { hiddenName } from './read-who.js';

/** A person as the operator's command line shows them; a protected person's name and units are not written out. */
export interface FoundPerson {
  id: string;
  name: string;
  state: 'active' | 'coming' | 'ended';
  /** The title's code and the unit's kind are what the catalogue's selectors ask for. */
  employments: {
    number: string;
    title: string;
    titleCode: string | null;
    unit: string;
    unitKind: string | null;
    from: Day;
    to: Day | null;
    state: string;
  }[];
  grants: { role: string; source: string; from: string; to: string | null }[];
  accounts: { username: string; target: string; state: string; waiting: boolean }[];
}

/** Finds somebody by HSA-id, employment number or the HR system's key, for the command line. */
@Injectable()
export class FindPerson {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly people: PeopleStore,
    private readonly card: PersonCardStore,
  ) {}

  /** @throws Refused not-found; or invalid when two persons answer to the key, as two HR systems may count alike. */
  async run(key: string): Promise<FoundPerson> {
    const ids = await this.people.byKey(this.database, key);
    const id = ids[0];
    if (id === undefined) throw Refused.because('not-found', `Nobody has the HSA-id, number or key ${key}.`);
    if (ids.length > 1)
      throw Refused.because('invalid', `${String(ids.length)} persons answer to ${key}: use an HSA-id.`);
    const today = this.clock.today();
    const [name] = await this.people.names(this.database, [id]);
    const employments = await this.card.employments(this.database, { personId: id }, today);
    const grants = await this.card.grants(this.database, id, 'en');
    const account = await this.card.account(this.database, id);
    const isProtected = name?.protection !== 'none';
    const states = new Set(employments.map((e) => e.state));
    return {
      id,
      name: name && !isProtected ? `${name.callName} ${name.familyName}` : hiddenName.en,
      state: states.has('in-force') ? 'active' : states.has('coming') ? 'coming' : 'ended',
      employments: employments.map((e) => ({
        number: e.number,
        title: e.title,
        titleCode: e.titleCode,
        unit: isProtected ? 'Protected unit' : e.unitName,
        unitKind: isProtected ? null : e.unitKind,
        from: e.from,
        to: e.to,
        state: e.state,
      })),
      grants: grants
        .filter((g) => g.endedAt === null)
        .map((g) => ({
          role: g.roleName,
          source: g.source,
          from: g.from.toISOString(),
          to: g.to?.toISOString() ?? null,
        })),
      accounts: account
        ? [
            {
              username: account.username,
              target: 'directory',
              state: account.state,
              waiting: account.waitingSince !== null,
            },
          ]
        : [],
    };
  }
}
