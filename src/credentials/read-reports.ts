import { Injectable } from '@nestjs/common';
import { ReadWho } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { CredentialReportView } from './lost-credentials.schema.js';
import { LostCredentialsStore, type StoredReport } from './lost-credentials.store.js';
import { ReadReporter } from './read-reporter.js';

/** Reports to see to, or one's own. */
@Injectable()
export class ReadReports {
  constructor(
    private readonly clock: Clock,
    private readonly store: LostCredentialsStore,
    private readonly reporter: ReadReporter,
    private readonly who: ReadWho,
  ) {}

  /** Everybody's for who follows them; else those of the persons whom one leads. */
  async list(
    reader: Reader,
    actor: PersonActor,
    query: { show: 'open' | 'closed'; after?: string | undefined; limit: number },
    language: Language,
  ): Promise<{ items: CredentialReportView[]; next: string | null; mayFollow: boolean }> {
    const grounds = await this.reporter.run(reader, actor.personId, null);
    const scope = {
      personId: actor.personId,
      all: may('credential.read', grounds, 'report') === null,
      today: this.clock.today(),
    };
    const after = decodeCursor(query.after, ['instant', 'uuid']);
    const rows = await this.store.list(reader, scope, query.show, after, query.limit + 1);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    return {
      items: await this.#views(reader, actor, shown, language),
      next: last ? encodeCursor([last.reportedAt.toISOString(), last.id]) : null,
      mayFollow: may('credential.follow', grounds, 'report') === null,
    };
  }

  async own(reader: Reader, actor: PersonActor, language: Language): Promise<CredentialReportView[]> {
    return this.#views(reader, actor, await this.store.own(reader, actor.personId), language);
  }

  async #views(
    reader: Reader,
    actor: PersonActor,
    rows: readonly StoredReport[],
    language: Language,
  ): Promise<CredentialReportView[]> {
    const now = this.clock.now();
    const standing = await this.reporter.run(reader, actor.personId, null);
    const viewer = { personId: actor.personId, standing, today: dayOf(now), language };
    const whoIs = await this.who.run(
      reader,
      viewer,
      rows.flatMap((row) => [row.personId, row.reportedBy, row.confirmedBy, row.blockedBy, row.closedBy]),
    );
    return rows.map((row) => ({
      ...row,
      person: whoIs(row.personId),
      own: row.personId === actor.personId,
      reportedBy: row.reportedBy === null ? null : whoIs(row.reportedBy),
      blockedBy: row.blockedBy === null ? null : whoIs(row.blockedBy),
      closedBy: row.closedBy === null ? null : whoIs(row.closedBy),
    }));
  }
}
