import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadWho, type Who } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import { isDataClass } from '../policy/catalogue/states.js';
import { approveRole, lacks } from '../policy/catalogue/role-version.js';
import { isRefusal } from '../policy/model/refusal.js';
import { FindRole, type FoundRole } from './find-role.js';
import { ForeseeRole, type ForeseenRole } from './foresee-role.js';
import { ReadSystems, type Asking } from './read-systems.js';
import { RegisterPagesStore } from './register-pages.store.js';
import { definitionView, selectorView } from './role-definition-view.js';
import { RoleGraphStore } from './role-graph.store.js';
import { RoleVersionsStore, type StoredRoleVersion } from './role-versions.store.js';
import type { affectedSchema, RoleImpact, rolesListSchema, RolesQuery, RoleView } from './roles.schema.js';
import type { HistoryPage } from './systems.schema.js';

/** Roles with what they hold, their versions and whom a version would touch, for their pages. */
@Injectable()
export class ReadRoles {
  constructor(
    private readonly clock: Clock,
    private readonly pages: RegisterPagesStore,
    private readonly graph: RoleGraphStore,
    private readonly versions: RoleVersionsStore,
    private readonly find: FindRole,
    private readonly foresee: ForeseeRole,
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
      holders: await this.pages.grants(reader, roleId),
      versions: versions.map(({ content, orderedBy, decidedBy, ...version }) => ({
        ...version,
        content: definitionView(content),
        orderedBy: orNobody(orderedBy),
        decidedBy: orNobody(decidedBy),
      })),
      may: { write: role.state !== 'retired' && may('role.write', grounds, 'role') === null },
      words,
    };
  }

  /** "Vem påverkas?": what a version would do, who must approve it, and who is touched unit by unit. @throws Refused not-found */
  async impact(asking: Asking, roleId: string, number: number): Promise<RoleImpact> {
    const { reader, actor, language } = asking;
    const { found, version, foreseen } = await this.#foreseen(asking, roleId, number);
    const { role, grounds } = found;
    const approvals = await this.versions.approvals(reader, version.id);
    const facts = {
      roleName: role.name,
      state: version.state,
      orderedBy: version.orderedBy,
      privileged: foreseen.privileged,
      systems: foreseen.systems,
      approvals,
      gaining: foreseen.gaining,
    };
    const isSecurity = grounds.has('security');
    // At level 3: whoever is signed in more weakly is taken to a stronger sign-in.
    const answer = approveRole(facts, { personId: actor.personId, level: 3, isSecurity });
    const analyses = await this.foresee.weighAnalyses(reader, foreseen.changes);
    const obstacle = isRefusal(analyses) ? analyses : isRefusal(answer) ? answer : null;
    const ids = foreseen.changes.map((change) => change.roleId);
    const words = await this.pages.words(
      reader,
      [...new Set(foreseen.changes.flatMap(({ roleId: id, gained, lost }) => [id, ...gained, ...lost]))],
      language,
    );
    const named = (all: readonly string[]): { id: string; name: string }[] =>
      words.filter(({ id }) => all.includes(id));
    const whoIs = await this.#whoIs(asking, grounds, [
      ...foreseen.systems.map(({ informationOwnerId }) => informationOwnerId),
      ...approvals.map(({ personId }) => personId),
    ]);
    const open = version.state === 'proposed' || version.state === 'held';
    const own = version.orderedBy === actor.personId;
    const owns = foreseen.systems.some(({ informationOwnerId: owner }) => owner === actor.personId);
    return {
      version: number,
      systems: foreseen.systems.map(({ id, name, informationOwnerId }) => {
        const by = approvals.find(({ systemId }) => systemId === id)?.personId;
        return {
          id,
          name,
          owner: whoIs(informationOwnerId),
          approvedBy: by === undefined ? null : whoIs(by),
        };
      }),
      twoNeeded: foreseen.privileged,
      approvals: lacks(facts).length,
      mayApprove: open && !isRefusal(answer),
      mayReject: open && !own && (owns || may('role.decide', grounds, 'role') === null),
      mayWithdraw: open && (own || may('role.write', grounds, 'role') === null),
      obstacle: open ? (obstacle?.code ?? null) : null,
      changes: foreseen.changes.flatMap((change) => {
        const [touched] = named([change.roleId]);
        return touched ? [{ role: touched, gained: named(change.gained), lost: named(change.lost) }] : [];
      }),
      persons: await this.pages.affectedPersons(reader, ids),
      units: await this.pages.affectedUnits(reader, ids),
    };
  }

  /** Who holds the roles that a version would change. @throws Refused not-found */
  async affected(
    asking: Asking,
    roleId: string,
    number: number,
    query: { after?: string | undefined; limit: number },
  ): Promise<z.input<typeof affectedSchema>> {
    const { found, foreseen } = await this.#foreseen(asking, roleId, number);
    const ids = foreseen.changes.map((change) => change.roleId);
    const after = decodeCursor(query.after, ['text', 'uuid']);
    const rows = await this.pages.affected(asking.reader, ids, asking.language, after, query.limit + 1);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const whoIs = await this.#whoIs(
      asking,
      found.grounds,
      shown.map(({ personId }) => personId),
    );
    return {
      items: shown.map(({ personId, unit, ...row }) => {
        const person = whoIs(personId);
        return { ...row, person, unit: person.withheld ? person.name : unit };
      }),
      next: last ? encodeCursor([last.unit, last.grantId]) : null,
    };
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

  async #foreseen(
    asking: Asking,
    roleId: string,
    number: number,
  ): Promise<{ found: FoundRole; version: StoredRoleVersion; foreseen: ForeseenRole }> {
    const found = await this.#find(asking, roleId);
    const version = await this.versions.one(asking.reader, roleId, number);
    if (!version) throw Refused.because('not-found', `There is no version ${String(number)}.`);
    const foreseen = await this.foresee.run(asking.reader, roleId, version.content, this.clock.today());
    if (isRefusal(foreseen)) throw new Refused(foreseen);
    return { found, version, foreseen };
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
