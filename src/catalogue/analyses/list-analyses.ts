import { Inject, Injectable } from '@nestjs/common';
import { ReadRightsHeld } from '../../people/read-rights-held.js';
import { may, type Ground } from '../../policy/authority/authority.js';
import { isLive } from '../../policy/model/access.js';
import type { PersonActor } from '../../policy/model/actor.js';
import type { Day } from '../../policy/model/day.js';
import { Clock } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { decodeCursor, encodeCursor } from '../../platform/cursor.js';
import type { Reader } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { Refused } from '../../platform/refused.js';
import { roleRef } from '../read-catalogue.js';
import type { AnalysesList, AnalysesQuery } from './analyses.schema.js';
import { AnalysesListStore, type AnalysisLineRow } from './analyses-list.store.js';
import { AnalysesStore } from './analyses.store.js';

/** "Analyser": those of one's own systems; of every system for security and auditors. */
@Injectable()
export class ListAnalyses {
  constructor(
    private readonly clock: Clock,
    private readonly store: AnalysesListStore,
    private readonly analyses: AnalysesStore,
    private readonly rights: ReadRightsHeld,
    @Inject(configToken) private readonly config: Config,
  ) {}

  async run(
    reader: Reader,
    actor: PersonActor,
    query: AnalysesQuery,
    language: Language,
  ): Promise<AnalysesList> {
    const today = this.clock.today();
    const { all } = await this.authorise(reader, actor);
    const sought = query.q?.normalize('NFC').replaceAll(/[\\%_]/g, (c) => `\\${c}`) ?? '';
    const rows = await this.store.lines(
      reader,
      {
        viewerId: actor.personId,
        all,
        show: query.show,
        pattern: sought === '' ? null : `%${sought}%`,
        today,
        soonDays: Math.max(...this.config.analyses.warnDays),
      },
      decodeCursor(query.after, ['text', 'uuid']),
      query.limit + 1,
    );
    const items = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? items.at(-1) : undefined;
    return {
      items: items.map((row) => lineOf(row, today, language)),
      next: last ? encodeCursor([last.nameSv, last.id]) : null,
    };
  }

  /** @returns whether all of them are the caller's to see, or those of their own systems. @throws Refused not-allowed */
  async authorise(reader: Reader, actor: PersonActor): Promise<{ all: boolean }> {
    const grounds = new Set<Ground>(await this.rights.run(reader, actor.personId, this.clock.now()));
    const all = may('analysis.list', grounds, 'list') === null;
    if (await this.analyses.ownsAnySystem(reader, actor.personId)) grounds.add('any-owner');
    const forbidden = may('analysis.list', grounds, 'list');
    if (forbidden) throw new Refused(forbidden);
    return { all };
  }
}

function lineOf(row: AnalysisLineRow, today: Day, language: Language): AnalysesList['items'][number] {
  const { currentId, currentVersion, currentState, currentValidTo, openId, openVersion, openState } = row;
  const hasCurrent =
    currentId !== null && currentVersion !== null && currentState !== null && currentValidTo !== null;
  return {
    role: roleRef(row, language),
    systemName: row.systemName,
    current: hasCurrent
      ? {
          id: currentId,
          version: currentVersion,
          state: currentState,
          validTo: currentValidTo,
          live: isLive({ state: currentState, validTo: currentValidTo }, today),
        }
      : null,
    open:
      openId !== null && openVersion !== null && openState !== null
        ? { id: openId, version: openVersion, state: openState }
        : null,
    actions: { open: row.openActions, overdue: row.overdueActions },
    mayDraft: row.owned,
  };
}
