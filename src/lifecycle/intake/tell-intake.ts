import { Inject, Injectable } from '@nestjs/common';
import { TellPeople } from '../../notices/tell-people.js';
import { ReadRightsHeld } from '../../people/read-rights-held.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import type { HrSource } from '../../platform/config-hr.js';
import { Database, type Tx } from '../../platform/database.js';
import { authority } from '../../policy/authority/authority.js';
import type { Notice, NoticeKind } from '../../policy/model/notice.js';
import { ImportsStore } from './imports.store.js';
import type { Rejection } from './import-result.js';

const hourMs = 3_600_000;

/** Tells HR what nobody would see otherwise: deliveries that come by themselves, or no longer do. Once a day each. */
@Injectable()
export class TellIntake {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ImportsStore,
    private readonly rights: ReadRightsHeld,
    private readonly tell: TellPeople,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** A fetched or found delivery was rejected: in the transaction that says so. */
  async rejected(tx: Tx, source: HrSource, importId: string, rejection: Rejection): Promise<void> {
    const object = { objectKind: 'import', objectId: importId };
    await this.#run(tx, 'import-rejected', source, rejection.code, object);
  }

  /** A watched folder cannot be read: nothing comes that way. */
  async folderAway(source: HrSource): Promise<void> {
    await this.database.transaction((tx) => this.#run(tx, 'hr-folder-away', source, '', {}));
  }

  /** Sources that should have delivered by now (`expectEveryHours`). @returns their ids */
  async silent(): Promise<string[]> {
    const now = this.clock.now();
    const found: string[] = [];
    for (const source of this.config.hr.sources) {
      const { expectEveryHours: hours } = source;
      if (hours === undefined) continue;
      const last = await this.store.lastUsed(this.database, source.id);
      if (last === null || now.getTime() - last.getTime() <= hours * hourMs) continue;
      await this.database.transaction((tx) =>
        this.#run(tx, 'hr-source-silent', source, '', {}, { since: dayOf(last) }),
      );
      found.push(source.id);
    }
    return found;
  }

  async #run(
    tx: Tx,
    kind: NoticeKind,
    source: HrSource,
    what: string,
    object: Pick<Notice, 'objectKind' | 'objectId'>,
    facts: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const now = this.clock.now();
    const to = await this.rights.holders(tx, authority['import.upload'].grounds, now);
    await this.tell.run(
      tx,
      to.map((personId) => ({
        to: personId,
        kind,
        ...object,
        facts: { source: source.name, ...facts },
        dedupe: [kind, source.id, what, dayOf(now)].join(' '),
      })),
    );
  }
}
