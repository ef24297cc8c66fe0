import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadWho, type Who } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import { may, type Ground } from '../policy/authority/authority.js';
import { isDataClass } from '../policy/catalogue/states.js';
import { FindRole, type FoundRole } from './find-role.js';
import { ReadSystems, type Asking } from './read-systems.js';
import { RegisterPagesStore } from './register-pages.store.js';
import { definitionView, selectorView } from './role-definition-view.js';
import { RoleGraphStore } from './role-graph.store.js';
import { RoleVersionsStore } from './role-versions.store.js';
import type {
  roleChoicesSchema,
  RoleChoicesQuery,
  rolesListSchema,
  RolesQuery,
  RoleView,
} from './roles.schema.js';
import type { HistoryPage } from './systems.schema.js';

/** Roles with what they hold and their versions, for their pages. */
@Injectable()
export class ReadRoles {
  constructor(
    private readonly clock: Clock,
    private readonly pages: RegisterPagesStore,
    private readonly graph: RoleGraphStore,
    private readonly versions: RoleVersionsStore,
    private readonly find: FindRole,
    private readonly systems: ReadSystems,
    private readonly who: ReadWho,
  ) {}

  /** @throws Refused not-allowed */
  async list(asking: Asking, query: RolesQuery): Promise<z.input<typeof rolesListSchema>> {
    const grounds = await this.systems.requireReader(asking);
    const rows = await this.pages.roles(asking.reader, {
      q: query.q,
      systemId: query.systemId ?? null,
      state: query.state ?? null,
      draftsOf: may('system.read-draft', grounds, 'role') === null ? null : asking.actor.personId,
      after: decodeCursor(query.after, ['text', 'uuid']),
      limit: query.limit + 1,
    });
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const swedish = asking.language === 'sv';
    return {
      items: shown.map(({ nameSv, nameEn, sentenceSv, sentenceEn, systemId, systemName, ...row }) => ({
        ...row,
        name: swedish ? nameSv : nameEn,
        sentence: swedish ? sentenceSv : sentenceEn,
        system: { id: systemId, name: systemName },
      })),
      next: last ? encodeCursor([last.nameSv.toLowerCase(), last.id]) : null,
    };
  }

  /** @throws Refused not-found */
  async one(asking: Asking, roleId: string): Promise<RoleView> {
    const { reader, language } = asking;
    const found = await this.#find(asking, roleId);
    const { role, grounds } = found;
    const swedish = language === 'sv';
    const versions = await this.versions.of(reader, roleId);
    const parts = (await this.graph.graph(reader)).get(roleId);
    const standing = versions.find(({ state }) => state === 'in-force');
    const words = await this.pages.words(
      reader,
      [
        ...new Set([
          ...(parts?.includes ?? []),
          ...versions.flatMap(({ content: c }) => [...c.entitlements, ...c.includes, ...c.requires]),
        ]),
      ],
      language,
    );
    const named = (ids: readonly string[]): { id: string; name: string }[] =>
      words.filter(({ id }) => ids.includes(id));
    const whoIs = await this.#whoIs(
      asking,
      grounds,
      versions.flatMap((v) => [v.orderedBy, v.decidedBy]),
    );
    const orNobody = (id: string | null): Who | null => (id === null ? null : whoIs(id));
    return {
      id: role.id,
      name: swedish ? role.nameSv : role.nameEn,
      sentence: swedish ? role.sentenceSv : role.sentenceEn,
      system: { id: role.systemId, name: role.systemName },
      systemState: role.systemState,
      state: role.state,
      version: role.version,
      terms: {
        risk: role.risk,
        requiredLevel: role.requiredLevel,
        maxDays: role.maxDays,
        reviewDays: role.reviewDays,
        dataClass: isDataClass(role.dataClass) ? role.dataClass : 'internal',
        requestable: role.requestable,
        privileged: role.privileged,
      },
      askableByAll: role.askableByAll.map(selectorView),
      entitlements: (await this.pages.held(reader, roleId)).map(
        ({ sentenceSv, sentenceEn, systemId, systemName, ...held }) => ({
          ...held,
          sentence: swedish ? sentenceSv : sentenceEn,
          system: { id: systemId, name: systemName },
        }),
      ),
      includes: named(parts?.includes ?? []),
      requires: named(standing?.content.requires ?? []),
      analysis: role.analysis,
      openAnalysis: await this.pages.openAnalysis(reader, roleId),
      holders: await this.pages.grants(reader, roleId),
      versions: versions.map(({ content, orderedBy, decidedBy, ...version }) => ({
        ...version,
        content: definitionView(content),
        orderedBy: orNobody(orderedBy),
        decidedBy: orNobody(decidedBy),
      })),
      may: {
        write: role.state !== 'retired' && may('role.write', grounds, 'role') === null,
        analyse: role.state !== 'retired' && may('analysis.draft', grounds, 'role') === null,
      },
      words,
    };
  }

  /** What a role can be made of, by name. @throws Refused not-allowed */
  async choices(asking: Asking, query: RoleChoicesQuery): Promise<z.input<typeof roleChoicesSchema>> {
    const grounds = await this.systems.requireReader(asking);
    const items = await this.pages.choices(asking.reader, {
      ...query,
      draftsOf: may('system.read-draft', grounds, 'role') === null ? null : asking.actor.personId,
      language: asking.language,
    });
    return { items };
  }

  /** @throws Refused not-found */
  async history(
    asking: Asking,
    roleId: string,
    after: string | undefined,
    limit: number,
  ): Promise<HistoryPage> {
    const { grounds } = await this.#find(asking, roleId);
    return this.systems.historyOf(asking, grounds, [roleId], after, limit);
  }

  async #find({ reader, actor }: Asking, roleId: string): Promise<FoundRole> {
    return this.find.run(reader, actor.personId, roleId, this.clock.now());
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
