import { Injectable } from '@nestjs/common';
import type { Actor } from '../policy/model/actor.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { MicrocertificationStore } from './microcertification.store.js';
import { OpenMicrocertification } from './open-microcertification.js';

const atATime = 2000;
const patienceMs = 86_400_000;

/**
 * The net below the moves: access that its employment outgrew more than a day ago, and that no open review asks about,
 * gets its microcertification now. So outgrown access always comes to an answer or an end, whoever forgot to ask.
 */
@Injectable()
export class CertifyForgotten {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: MicrocertificationStore,
    private readonly certify: OpenMicrocertification,
  ) {}

  /** @returns how many grants are now asked about */
  async run(actor: Actor): Promise<number> {
    const before = new Date(this.clock.now().getTime() - patienceMs);
    let asked = 0;
    for (;;) {
      const part = await this.database.transaction(async (tx) => {
        const found = await this.store.forgotten(tx, before, atATime);
        const persons = [...new Set(found.map((one) => one.personId))];
        await this.store.lockPersons(tx, persons);
        const done = await this.certify.run(
          tx,
          actor,
          persons.map((personId) => ({
            personId,
            cause: 'moved',
            grantIds: found.filter((one) => one.personId === personId).map((one) => one.grantId),
          })),
        );
        return { found: found.length, done };
      });
      asked += part.done;
      if (part.found < atATime || part.done === 0) return asked;
    }
  }
}
