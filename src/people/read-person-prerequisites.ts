import { Injectable } from '@nestjs/common';
import { Clock, dayOf } from '../platform/clock.js';
import { Database, type Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import { currentText, statusOf } from '../policy/lifecycle/prerequisites.js';
import type { PersonActor } from '../policy/model/actor.js';
import { isInForce } from '../policy/model/people.js';
import { selects } from '../policy/model/selector.js';
import { PeopleStore } from './people.store.js';
import type { PersonPrerequisites } from './prerequisites.schema.js';
import { PrerequisitesStore, type StoredPrerequisite } from './prerequisites.store.js';
import { wordsOf } from './read-prerequisites.js';
import { ReadGrounds } from './read-grounds.js';
import { ReadWho } from './read-who.js';

/** How one person stands: what their access or employment requires, and whatever else is known, with its history. */
@Injectable()
export class ReadPersonPrerequisites {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: PrerequisitesStore,
    private readonly people: PeopleStore,
    private readonly who: ReadWho,
    private readonly grounds: ReadGrounds,
  ) {}

  async definition(reader: Reader, id: string): Promise<StoredPrerequisite | null> {
    return (await this.store.all(reader)).find((p) => p.id === id) ?? null;
  }

  /** For the person, the manager, HR, the security officer and the auditor. @throws Refused not-found */
  async run(actor: PersonActor, personId: string, language: Language): Promise<PersonPrerequisites> {
    const now = this.clock.now();
    const today = dayOf(now);
    const reader = this.database;
    const standing = await this.people.rightsHeld(reader, actor.personId, now);
    const viewer = { personId: actor.personId, standing, today, language };
    const grounds = await this.grounds.run(reader, viewer, personId);
    const forbidden = may('person.read', grounds, 'such person');
    if (forbidden) throw new Refused(forbidden);

    const all = await this.store.all(reader);
    const standings = new Map(
      (await this.store.standings(reader, [personId])).map((s) => [s.prerequisiteId, s]),
    );
    const required = await this.store.requiredByGrants(reader, personId);
    const records = await this.store.records(reader, personId);
    const inForce = (await this.people.employmentsOf(reader, [personId])).filter((e) => isInForce(e, today));
    const whoIs = await this.who.run(
      reader,
      viewer,
      records.map((r) => r.recordedBy),
    );
    const asked = (p: StoredPrerequisite): boolean =>
      p.kind === 'acknowledgement' && inForce.some((e) => p.appliesTo === null || selects(p.appliesTo, e));
    const registers = (p: StoredPrerequisite): boolean =>
      !grounds.has('self') &&
      p.kind !== 'course' &&
      p.kind !== 'acknowledgement' &&
      may(
        p.kind === 'identity-check' ? 'prerequisite.see-identity' : 'prerequisite.register',
        grounds,
        '',
      ) === null;
    return {
      items: all
        .filter(
          (p) =>
            standings.has(p.id) ||
            required.some((r) => r.prerequisiteId === p.id) ||
            asked(p) ||
            registers(p),
        )
        .map((p) => {
          const known = standings.get(p.id);
          const version = p.kind === 'acknowledgement' ? currentText(p.texts, today)?.version : undefined;
          return {
            id: p.id,
            kind: p.kind,
            ...wordsOf(p, language),
            ...statusOf(p, known, today),
            day: known?.day ?? null,
            textVersion: known?.textVersion ?? null,
            currentVersion: version ?? null,
            needed: asked(p) || required.some((r) => r.prerequisiteId === p.id),
            requiredBy: required
              .filter((r) => r.prerequisiteId === p.id)
              .map((r) => (language === 'sv' ? r.roleSv : r.roleEn)),
            mayRegister: registers(p),
            history: records
              .filter((r) => r.prerequisiteId === p.id)
              .map(({ origin, met, day, until, textVersion, recordedBy, recordedAt }) => ({
                origin,
                met,
                day,
                until,
                textVersion,
                by: recordedBy === null ? null : whoIs(recordedBy),
                at: recordedAt,
              })),
          };
        }),
      next: null,
    };
  }
}
