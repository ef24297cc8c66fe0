import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadCatalogue } from '../../catalogue/read-catalogue.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { ReadWho, type Viewer } from '../../people/read-who.js';
import { Clock, dayOf } from '../../platform/clock.js';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';
import { decodeCursor, encodeCursor } from '../../platform/cursor.js';
import type { Reader } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { Refused } from '../../platform/refused.js';
import { longestExceptionDays } from '../../policy/assurance/exceptions.js';
import { may, type Ground } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { addDays } from '../../policy/model/day.js';
import { ExceptionsStore, type ExceptionRow, type SystemRow } from './exceptions.store.js';
import type { exceptionChoicesSchema, exceptionListSchema, ExceptionsQuery } from './exceptions.schema.js';

type Listed = z.input<typeof exceptionListSchema>;
type State = Listed['items'][number]['state'];

/** The exceptions from two factors: all of them for who oversees, else those of one's own systems. */
@Injectable()
export class ReadExceptions {
  constructor(
    private readonly clock: Clock,
    private readonly store: ExceptionsStore,
    private readonly standing: ReadStanding,
    private readonly catalogue: ReadCatalogue,
    private readonly who: ReadWho,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** The newest first. @throws Refused not-allowed */
  async list(
    reader: Reader,
    actor: PersonActor,
    query: ExceptionsQuery,
    language: Language,
  ): Promise<Listed> {
    const viewer = await this.#viewer(reader, actor, language);
    const rows = await this.store.list(
      reader,
      this.#overseesAll(viewer) ? null : actor.personId,
      decodeCursor(query.after, ['instant', 'uuid']),
      query.limit + 1,
    );
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const systems = new Map(
      (await this.store.systems(reader, [...new Set(shown.map((row) => row.systemId))])).map((s) => [
        s.id,
        s,
      ]),
    );
    const whoIs = await this.who.run(
      reader,
      viewer,
      shown.flatMap((row) => [row.orderedBy, row.decidedBy, row.endedBy]),
    );
    const maybe = (id: string | null): ReturnType<typeof whoIs> | null => (id === null ? null : whoIs(id));
    return {
      items: shown.map((row) => {
        const state = this.#stateOf(row, systems.get(row.systemId), viewer.today);
        const decides = row.informationOwnerId === actor.personId;
        const ends = decides || row.orderedBy === actor.personId || viewer.standing.has('security');
        const isOpen = state === 'waiting' || state === 'running' || state === 'outclassed';
        return {
          id: row.id,
          system: { id: row.systemId, name: row.systemName },
          roles: row.roleIds && rolesOf(systems.get(row.systemId), language, row.roleIds),
          riskAnalysis: row.riskAnalysis,
          safeguards: row.safeguards,
          validTo: row.validTo,
          knownDeviceDays: row.knownDeviceDays,
          orderedBy: whoIs(row.orderedBy),
          orderedAt: row.orderedAt,
          state,
          decidedBy: maybe(row.decidedBy),
          decidedAt: row.decidedAt,
          decisionReason: row.decisionReason,
          endedBy: maybe(row.endedBy),
          endedReason: row.endedReason,
          mayDecide: state === 'waiting' && decides && row.orderedBy !== actor.personId,
          mayEnd: isOpen && ends,
        };
      }),
      next: last ? encodeCursor([last.orderedAt.toISOString(), last.id]) : null,
      mayOrder: (await this.#orderable(reader, viewer)).length > 0,
    };
  }

  /** Systems for which the viewer may order one, each with the roles that can be named. @throws Refused not-allowed */
  async choices(
    reader: Reader,
    actor: PersonActor,
    language: Language,
  ): Promise<z.input<typeof exceptionChoicesSchema>> {
    const viewer = await this.#viewer(reader, actor, language);
    const systems = await this.#orderable(reader, viewer);
    return {
      highestClass: this.config.assurance.exceptions.highestClass,
      latest: addDays(viewer.today, longestExceptionDays),
      items: systems.map((system) => ({
        id: system.id,
        name: system.name,
        roles: rolesOf(system, language, null),
      })),
    };
  }

  async #viewer(reader: Reader, actor: PersonActor, language: Language): Promise<Viewer> {
    const now = this.clock.now();
    const standing = await this.standing.run(reader, actor.personId, now);
    const grounds = new Set<Ground>(standing);
    if (await this.catalogue.ownsAnySystem(reader, actor.personId)) grounds.add('any-owner');
    const refusal = may('exception.read', grounds, 'list');
    if (refusal) throw new Refused(refusal);
    return { personId: actor.personId, standing, today: dayOf(now), language };
  }

  #overseesAll({ standing }: Viewer): boolean {
    return standing.has('security') || standing.has('auditor');
  }

  async #orderable(reader: Reader, { personId, standing }: Viewer): Promise<SystemRow[]> {
    const { highestClass } = this.config.assurance.exceptions;
    return (await this.store.systems(reader, null)).filter((system) => {
      const grounds = new Set<Ground>(standing);
      if (system.systemOwnerId === personId) grounds.add('system-owner');
      return (
        !system.isOwn &&
        system.highestClass <= highestClass &&
        may('exception.order', grounds, 'such system') === null
      );
    });
  }

  #stateOf(row: ExceptionRow, system: SystemRow | undefined, today: string): State {
    if (row.endedAt) return 'ended';
    if (row.outcome === null) return 'waiting';
    if (row.outcome === 'refused') return 'refused';
    if (row.validTo < today) return 'run-out';
    return system && system.highestClass <= this.config.assurance.exceptions.highestClass && !system.isOwn
      ? 'running'
      : 'outclassed';
  }
}

/** @param ids null: all that can be named */
function rolesOf(
  system: SystemRow | undefined,
  language: Language,
  ids: readonly string[] | null,
): { id: string; name: string }[] {
  return (system?.roles ?? [])
    .filter(({ id, privileged }) => (ids === null ? !privileged : ids.includes(id)))
    .map(({ id, nameSv, nameEn }) => ({ id, name: language === 'en' ? nameEn : nameSv }));
}
