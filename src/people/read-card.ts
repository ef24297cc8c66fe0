import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Clock, dayOf } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { PeopleStore } from './people.store.js';
import type { personCardSchema } from './people.schema.js';
import { PersonCardStore, type GrantDetail, type HappeningRow } from './person-card.store.js';
import { ReadPeople, unitBeside } from './read-people.js';
import { ReadGrounds } from './read-grounds.js';
import { ReadWho, type Viewer, type Who } from './read-who.js';

type PersonCard = z.input<typeof personCardSchema>;
type Happening = PersonCard['timeline'][number];

/** A person's card: who they are, where they work, what they may do, why, and what has happened. */
@Injectable()
export class ReadCard {
  constructor(
    private readonly grounds: ReadGrounds,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly people: PeopleStore,
    private readonly store: PersonCardStore,
    private readonly employments: ReadPeople,
    private readonly who: ReadWho,
  ) {}

  /** @throws Refused not-found for a person whom the caller may not see. */
  async run(actor: PersonActor, personId: string, language: Language): Promise<PersonCard> {
    const now = this.clock.now();
    const today = dayOf(now);
    const reader = this.database;
    const standing = await this.people.rightsHeld(reader, actor.personId, now);
    const viewer: Viewer = { personId: actor.personId, standing, today, language };
    const grounds = await this.grounds.run(reader, viewer, personId);
    const forbidden = may('person.read', grounds, 'such person');
    if (forbidden) throw new Refused(forbidden);
    const contact = await this.store.contact(reader, personId);
    if (!contact) throw Refused.because('not-found', 'There is no such person, or you may not see them.');

    const details = await this.store.employments(reader, { personId }, today);
    const grants = await this.store.grants(reader, personId, language);
    const whoIs = await this.who.run(reader, viewer, [
      personId,
      contact.mergedInto,
      ...grants.map((g) => g.grantedBy),
    ]);
    const person = whoIs(personId);
    const timeline = await this.store.timeline(reader, personId, language);
    const isSelf = grounds.has('self');
    const employed = details.some((d) => d.state === 'in-force' || d.state === 'coming');
    return {
      person,
      mergedInto: contact.mergedInto === null ? null : whoIs(contact.mergedInto),
      email: person.withheld ? null : contact.email,
      hsaId: person.withheld ? null : contact.hsaId,
      employments: await this.employments.viewsOf(reader, viewer, details),
      grants: grants.map((g) => grantView(g, person, g.grantedBy === null ? null : whoIs(g.grantedBy))),
      handovers: (await this.store.handovers(reader, personId)).map((one) => ({
        ...one,
        unit: person.withheld ? null : one.unit,
      })),
      timeline: timeline.map((row) => happening(row, person, language)),
      account: await this.store.account(reader, personId),
      may: {
        request: !isSelf && may('request.submit', grounds, 'person') === null,
        terminate: !isSelf && employed && may('person.terminate', grounds, 'person') === null,
        unmask: person.withheld !== undefined && may('person.unmask', grounds, 'person') === null,
        readUnmaskings: person.protected && may('person.read-unmaskings', grounds, 'person') === null,
      },
      waitingRequests: await this.store.waitingRequests(reader, personId, language),
    };
  }
}

function grantView(g: GrantDetail, person: Who, grantedBy: Who | null): PersonCard['grants'][number] {
  return {
    id: g.id,
    role: { id: g.roleId, name: g.roleName, sentence: g.roleSentence, privileged: g.privileged },
    system: g.system,
    unit: unitBeside(person, { id: g.unitId, name: g.unitName }),
    employmentId: g.employmentId,
    source: g.source,
    from: g.from,
    to: g.to,
    nextReview: g.nextReview,
    state: g.endedAt === null ? 'active' : 'ended',
    endedAt: g.endedAt,
    endedReason: g.endedReason,
    restsFor: g.restsFor,
    outgrown: g.outgrown,
    acrossProviders: g.acrossProviders,
    why: g.why,
    grantedBy,
    delivery: g.delivery,
  };
}

type Kind = Happening['kind'];

const kinds: Readonly<Record<string, Kind>> = {
  joined: 'joined',
  moved: 'moved',
  leave: 'leave',
  returned: 'returned',
  left: 'left',
  rehired: 'rehired',
  terminated: 'terminated',
  'employment-added': 'joined',
  'employment-ended': 'left',
  granted: 'granted',
  removed: 'removed',
  reviewed: 'reviewed',
};

const texts: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  sv: {
    joined: 'Började som {}',
    moved: 'Bytte uppdrag: {}',
    leave: 'Ledig från {}',
    returned: 'Tillbaka som {}',
    left: 'Slutade som {}',
    rehired: 'Återanställd som {}',
    terminated: 'Avslutad med omedelbar verkan',
    'employment-added': 'Ny anställning som {}',
    'employment-ended': 'Anställning som {} upphörde',
    granted: 'Fick {}',
    removed: 'Förlorade {}',
    reviewed: '{} granskad och behållen',
  },
  en: {
    joined: 'Began as {}',
    moved: 'Changed post: {}',
    leave: 'On leave from {}',
    returned: 'Back as {}',
    left: 'Left as {}',
    rehired: 'Rehired as {}',
    terminated: 'Terminated with immediate effect',
    'employment-added': 'One more employment as {}',
    'employment-ended': 'Employment as {} ended',
    granted: 'Was given {}',
    removed: 'Lost {}',
    reviewed: '{} reviewed and kept',
  },
};

function happening(row: HappeningRow, person: Who, language: Language): Happening {
  const what = row.title ?? row.roleName ?? '';
  return {
    at: row.at,
    kind: kinds[row.kind] ?? 'moved',
    text: (texts[language][row.kind] ?? '{}').replace('{}', () => what).trim(),
    unit: person.withheld ? null : row.unit,
  };
}
