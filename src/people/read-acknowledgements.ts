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

  /** One text, whether it is asked of the person at all, and whether they have signed that very version. */
  async text(
    reader: Reader,
    personId: string,
    textId: string,
    today: Day,
  ): Promise<{
    prerequisite: StoredPrerequisite;
    text: StoredText;
    applies: boolean;
    isSigned: boolean;
  } | null> {
    const asked = (await this.store.all(reader)).filter((p) => p.kind === 'acknowledgement');
    const texts = await this.store.texts(
      reader,
      asked.map(({ id }) => id),
    );
    const text = texts.find(({ id }) => id === textId);
    const prerequisite = asked.find(({ id }) => id === text?.prerequisiteId);
    if (!text || !prerequisite) return null;
    const employments = await this.people.employmentsOf(reader, [personId]);
    const standings = await this.store.standings(reader, [personId]);
    const wanted = toSign([prerequisite], new Map(), employments, today);
    const waiting = toSign(
      [prerequisite],
      new Map(standings.map((s) => [s.prerequisiteId, s])),
      employments,
      today,
    );
    return { prerequisite, text, applies: wanted.length > 0, isSigned: waiting.length === 0 };
  }
}
