import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { TellPeople } from '../notices/tell-people.js';
import { ReadRightsHeld } from '../people/read-rights-held.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { authority } from '../policy/authority/authority.js';
import type { Actor } from '../policy/model/actor.js';
import { alarmEntry } from './alarm-entry.js';
import { AlarmsStore, type AlarmRow } from './alarms.store.js';

const actor: Actor = { kind: 'system', name: 'delivery-alarms', channel: 'schedule' };
const atATime = 1000;
/** So many persons are told about one by one; more of one target are one piece of news: the target is down. */
const toldOneByOne = 5;

/**
 * Raises the alarm where a target has not confirmed in time that somebody's access was taken away (H10.5.1): in the
 * log, on "Min lista" of those who watch over deliveries, and in the figures. The delivery that is confirmed at last
 * clears it.
 */
@Injectable()
export class RaiseAlarms {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: AlarmsStore,
    private readonly rights: ReadRightsHeld,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  /** @returns how many alarms are new */
  async run(): Promise<number> {
    let raised = 0;
    for (;;) {
      const found = await this.#some();
      raised += found;
      if (found < atATime) return raised;
    }
  }

  async #some(): Promise<number> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const alarms = await this.store.raise(tx, now, atATime);
      if (alarms.length === 0) return 0;
      const watchers = await this.rights.holders(tx, authority['delivery.watch'].grounds, now);
      for (const [target, some] of Map.groupBy(alarms, (alarm) => alarm.target))
        await this.tell.run(
          tx,
          watchers.flatMap((to) => noticesOf(to, target, some)),
        );
      await this.audit.run(
        tx,
        actor,
        alarms.map((alarm) => alarmEntry('alarm.raised', alarm)),
      );
      return alarms.length;
    });
  }
}

function noticesOf(
  to: string,
  target: string,
  alarms: readonly AlarmRow[],
): Parameters<TellPeople['run']>[1] {
  const [first] = alarms;
  if (first === undefined) return [];
  if (alarms.length > toldOneByOne)
    return [
      {
        to,
        kind: 'deliveries-unconfirmed',
        facts: { target, count: alarms.length },
        dedupe: `deliveries-unconfirmed:${first.id}`,
      },
    ];
  return alarms.map((alarm) => ({
    to,
    kind: 'delivery-unconfirmed',
    about: alarm.personId,
    objectKind: 'person',
    objectId: alarm.personId,
    facts: { target },
    dedupe: `delivery-unconfirmed:${alarm.id}`,
  }));
}
