import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import { toSign } from '../policy/lifecycle/prerequisites.js';
import type { Day } from '../policy/model/day.js';
import type { PrerequisiteStanding } from '../policy/model/prerequisite.js';
import { PeopleStore } from './people.store.js';
import { PrerequisitesStore, type StoredPrerequisite, type StoredText } from './prerequisites.store.js';

/** A text that somebody has to sign before they go on. */
export interface TextToSign {
  prerequisite: StoredPrerequisite;
  text: StoredText;
  /** The version signed before, when an older one was. */
  signedVersion: number | null;
}

/** What somebody has to sign before they use Grindvakt (H10.3.1–H10.3.3). */
@Injectable()
export class ReadAcknowledgements {
  constructor(
    private readonly store: PrerequisitesStore,
    private readonly people: PeopleStore,
  ) {}

  async run(reader: Reader, personId: string, today: Day): Promise<TextToSign[]> {
    const asked = (await this.store.all(reader)).filter((p) => p.kind === 'acknowledgement');
    if (asked.length === 0) return [];
    const employments = await this.people.employmentsOf(reader, [personId]);
    const standings = new Map<string, PrerequisiteStanding>(
      (await this.store.standings(reader, [personId])).map((s) => [s.prerequisiteId, s]),
    );
    const wanted = toSign(asked, standings, employments, today);
    if (wanted.length === 0) return [];
    const texts = await this.store.texts(
      reader,
      wanted.map(({ prerequisite }) => prerequisite.id),
    );
    return wanted.flatMap(({ prerequisite, text: { version } }) => {
      const text = texts.find((t) => t.prerequisiteId === prerequisite.id && t.version === version);
      const known = asked.find(({ id }) => id === prerequisite.id);
      const signedVersion = standings.get(prerequisite.id)?.textVersion ?? null;
      return text && known ? [{ prerequisite: known, text, signedVersion }] : [];
    });
  }
}
