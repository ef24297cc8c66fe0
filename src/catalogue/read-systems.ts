import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadWho, type Who } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import { decideSystem, type SystemContent } from '../policy/catalogue/system-content.js';
import { openMoves } from '../policy/catalogue/system-states.js';
import type { PersonActor } from '../policy/model/actor.js';
import { selectorView } from './role-definition-view.js';
import { EntitlementsStore } from './entitlements.store.js';
import { FindSystem } from './find-system.js';
import { RegisterGrounds } from './register-grounds.js';
import { RegisterPagesStore } from './register-pages.store.js';
import type { entitlementsListSchema } from './roles.schema.js';
import { SystemVersionsStore } from './system-versions.store.js';
import type {
  HistoryPage,
  registerTermsSchema,
  systemsListSchema,
  SystemsQuery,
  SystemView,
} from './systems.schema.js';
import { SystemsStore } from './systems.store.js';

export interface Asking {
  readonly reader: Reader;
  readonly actor: PersonActor;
  readonly language: Language;
}

/** The register of systems, for its pages (H5.1.2, H21.1). */
@Injectable()
export class ReadSystems {
  constructor(
    private readonly clock: Clock,
    private readonly store: SystemsStore,
    private readonly versions: SystemVersionsStore,
    private readonly entitlementsStore: EntitlementsStore,
    private readonly pages: RegisterPagesStore,
    private readonly find: FindSystem,
    private readonly grounds: RegisterGrounds,
    private readonly who: ReadWho,
    @Inject(configToken) private readonly config: Pick<Config, 'catalogue'>,
  ) {}

  /** @throws Refused not-allowed */
  async list(asking: Asking, query: SystemsQuery): Promise<z.input<typeof systemsListSchema>> {
    const { reader, actor } = asking;
    const grounds = await this.requireReader(asking);
    const rows = await this.store.list(reader, {
      q: query.q,
      state: query.state ?? null,
      ownerId: query.mine ? actor.personId : null,
      draftsOf: may('system.read-draft', grounds, 'system') === null ? null : actor.personId,
      after: decodeCursor(query.after, ['text', 'uuid']),
      limit: query.limit + 1,
    });
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const whoIs = await this.#whoIs(
      asking,
      grounds,
      shown.flatMap((row) => [row.informationOwnerId, row.systemOwnerId]),
    );
    return {
      items: shown.map(({ id, state, content, reviewOn, roles, proposed, ...row }) => ({
        id,
        name: content.name,
        purpose: content.purpose,
        state,
        classes: content.classes,
        personalData: content.personalData,
        patientData: content.patientData,
        informationOwner: whoIs(row.informationOwnerId),
        systemOwner: whoIs(row.systemOwnerId),
        reviewOn,
        roles,
        waiting: proposed !== null || state === 'classified',
      })),
      next: last ? encodeCursor([last.content.name.toLowerCase(), last.id]) : null,
      mayRegister: may('system.register', grounds, 'system') === null,
    };
  }

  /** @throws Refused not-found */
  async one(asking: Asking, systemId: string): Promise<SystemView> {
    const { reader, actor, language } = asking;
    const now = this.clock.now();
    const { system, grounds } = await this.find.run(reader, actor.personId, systemId, now);
    const versions = await this.versions.of(reader, systemId);
    const liveGrants = await this.store.liveGrants(reader, systemId);
    const roles = await this.pages.rolesOf(reader, systemId);
    const whoIs = await this.#whoIs(asking, grounds, [
      system.informationOwnerId,
      system.systemOwnerId,
      system.approvedBy,
      ...versions.flatMap(({ orderedBy, decidedBy }) => [orderedBy, decidedBy]),
    ]);
    const orNobody = (id: string | null): Who | null => (id === null ? null : whoIs(id));
    const proposed = versions.find(({ state }) => state === 'proposed');
    const waits = proposed !== undefined || system.state === 'classified';
    const decision = {
      systemName: system.content.name,
      personId: actor.personId,
      grounds,
      level: 3, // whoever lacks it is taken to a stronger sign-in
      writtenBy: proposed ? proposed.orderedBy : system.writtenBy,
    };
    const allowed = (
      verb: 'system.write' | 'system.name-owners' | 'entitlement.write' | 'role.write',
    ): boolean => system.state !== 'retired' && may(verb, grounds, 'system') === null;
    return {
      id: system.id,
      state: system.state,
      version: system.version,
      content: listed(system.content),
      informationOwner: whoIs(system.informationOwnerId),
      systemOwner: whoIs(system.systemOwnerId),
      reviewOn: system.reviewOn,
      approvedBy: orNobody(system.approvedBy),
      approvedAt: system.approvedAt,
      liveGrants,
      may: {
        write: allowed('system.write'),
        approve: waits && decideSystem(decision) === null,
        confirm:
          ['approved', 'in-use', 'retiring'].includes(system.state) &&
          may('system.approve', grounds, 'system') === null,
        nameOwners: allowed('system.name-owners'),
        entitlements: allowed('entitlement.write'),
        roles: allowed('role.write'),
        moves: openMoves({ name: system.content.name, state: system.state, liveGrants }, grounds),
      },
      versions: versions.map(({ orderedBy, decidedBy, ...version }) => ({
        ...version,
        content: listed(version.content),
        orderedBy: orNobody(orderedBy),
        decidedBy: orNobody(decidedBy),
      })),
      roles: roles.map(({ id, nameSv, nameEn, state }) => ({
        id,
        name: language === 'sv' ? nameSv : nameEn,
        state,
      })),
    };
  }

  /** @throws Refused not-found */
  async entitlements(asking: Asking, systemId: string): Promise<z.input<typeof entitlementsListSchema>> {
    const { reader, actor } = asking;
    const { grounds } = await this.find.run(reader, actor.personId, systemId, this.clock.now());
    const rows = await this.entitlementsStore.of(reader, systemId);
    const whoIs = await this.#whoIs(
      asking,
      grounds,
      rows.map(({ ownerId }) => ownerId),
    );
    return {
      items: rows.map(({ sentenceSv, sentenceEn, ...row }) => ({
        ...row,
        askableBy: row.askableBy === null ? null : selectorView(row.askableBy),
        sentence: { sv: sentenceSv, en: sentenceEn },
        owner: row.ownerId === null ? null : whoIs(row.ownerId),
      })),
      next: null,
    };
  }

  /** What the log says of the system and what it offers. @throws Refused not-found */
  async history(
    asking: Asking,
    systemId: string,
    after: string | undefined,
    limit: number,
  ): Promise<HistoryPage> {
    const { reader, actor } = asking;
    const { grounds } = await this.find.run(reader, actor.personId, systemId, this.clock.now());
    const ids = [systemId, ...(await this.pages.entitlementIds(reader, systemId))];
    return this.historyOf(asking, grounds, ids, after, limit);
  }

  async historyOf(
    asking: Asking,
    grounds: ReadonlySet<Ground>,
    objectIds: readonly string[],
    after: string | undefined,
    limit: number,
  ): Promise<HistoryPage> {
    const from = decodeCursor(after, ['number'])?.[0] ?? null;
    const rows = await this.pages.history(
      asking.reader,
      objectIds,
      from === null ? null : Number(from),
      limit + 1,
    );
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    const whoIs = await this.#whoIs(
      asking,
      grounds,
      shown.map(({ actorId }) => actorId),
    );
    return {
      items: shown.map(({ actorId, actorName, ...row }) => ({
        ...row,
        who: actorId === null ? null : whoIs(actorId),
        actor: actorName,
      })),
      next: last ? encodeCursor([Number(last.id)]) : null,
    };
  }

  /** @throws Refused not-allowed */
  async terms(asking: Asking): Promise<z.input<typeof registerTermsSchema>> {
    await this.requireReader(asking);
    const { scales, reviewOnNewVersion } = this.config.catalogue;
    const prerequisites = await this.pages.prerequisites(asking.reader, asking.language);
    return { scales, reviewOnNewVersion, prerequisites };
  }

  /** Owners of systems and those who oversee. @throws Refused not-allowed */
  async requireReader({ reader, actor }: Asking): Promise<Set<Ground>> {
    const grounds = await this.grounds.of(reader, actor.personId, this.clock.now());
    const barred = may('register.read', grounds, 'register');
    if (barred) throw new Refused(barred);
    return grounds;
  }

  async #whoIs(
    { reader, actor, language }: Asking,
    standing: ReadonlySet<Ground>,
    ids: readonly (string | null)[],
  ): Promise<(id: string | null) => Who> {
    const viewer = { personId: actor.personId, standing, today: dayOf(this.clock.now()), language };
    return this.who.run(reader, viewer, ids);
  }
}

/** The same with lists that the answer's schema takes. */
function listed(content: SystemContent): SystemView['content'] {
  return {
    ...content,
    informationTypes: [...content.informationTypes],
    logEvents: [...content.logEvents],
    connectors: [...content.connectors],
  };
}
