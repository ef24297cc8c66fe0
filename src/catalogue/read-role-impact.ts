import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadWho, type Who } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import { Refused } from '../platform/refused.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { RoleDefinition } from '../policy/catalogue/role-definition.js';
import { approveRole, lacks } from '../policy/catalogue/role-version.js';
import { isRefusal } from '../policy/model/refusal.js';
import { FindRole, type FoundRole } from './find-role.js';
import { ForeseeRole, type ForeseenRole } from './foresee-role.js';
import type { Asking } from './read-systems.js';
import { RegisterPagesStore, type Named } from './register-pages.store.js';
import { RoleVersionsStore, type StoredRoleVersion } from './role-versions.store.js';
import type { affectedSchema, foreseenRoleSchema, RoleImpact } from './roles.schema.js';

type Foreseen = z.input<typeof foreseenRoleSchema>;

/** "Vem påverkas?": whom a version of a role touches, before it is sent and while it waits (H15.5.2). */
@Injectable()
export class ReadRoleImpact {
  constructor(
    private readonly clock: Clock,
    private readonly pages: RegisterPagesStore,
    private readonly versions: RoleVersionsStore,
    private readonly find: FindRole,
    private readonly foresee: ForeseeRole,
    private readonly who: ReadWho,
  ) {}

  /** Of what somebody is writing. @throws Refused not-found, not-allowed, role-circle, invalid */
  async ofDraft(asking: Asking, roleId: string, content: RoleDefinition): Promise<Foreseen> {
    const { role, grounds } = await this.#find(asking, roleId);
    const barred = may('role.write', grounds, 'role');
    if (barred) throw new Refused(barred);
    const foreseen = await this.foresee.run(asking.reader, role.id, content, this.clock.today());
    if (isRefusal(foreseen)) throw new Refused(foreseen);
    const analyses = await this.foresee.weighAnalyses(asking.reader, foreseen.changes);
    return {
      ...(await this.#touched(asking, foreseen)),
      owners: await this.#owners(asking, grounds, foreseen, []),
      twoNeeded: foreseen.privileged,
      obstacle: isRefusal(analyses) ? analyses.code : null,
    };
  }

  /** What a version would do, who must approve it, and who is touched unit by unit. @throws Refused not-found */
  async ofVersion(asking: Asking, roleId: string, number: number): Promise<RoleImpact> {
    const { reader, actor } = asking;
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
    const open = version.state === 'proposed' || version.state === 'held';
    const own = version.orderedBy === actor.personId;
    const owns = foreseen.systems.some(({ informationOwnerId: owner }) => owner === actor.personId);
    return {
      version: number,
      ...(await this.#touched(asking, foreseen)),
      systems: await this.#owners(asking, grounds, foreseen, approvals),
      twoNeeded: foreseen.privileged,
      approvals: lacks(facts).length,
      mayApprove: open && !isRefusal(answer),
      mayReject: open && !own && (owns || may('role.decide', grounds, 'role') === null),
      mayWithdraw: open && (own || may('role.write', grounds, 'role') === null),
      obstacle: open ? (obstacle?.code ?? null) : null,
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

  async #touched(
    { reader, language }: Asking,
    foreseen: ForeseenRole,
  ): Promise<Pick<RoleImpact, 'changes' | 'persons' | 'units'>> {
    const ids = foreseen.changes.map((change) => change.roleId);
    const words = await this.pages.words(
      reader,
      [...new Set(foreseen.changes.flatMap(({ roleId: id, gained, lost }) => [id, ...gained, ...lost]))],
      language,
    );
    const named = (all: readonly string[]): Named[] => words.filter(({ id }) => all.includes(id));
    return {
      changes: foreseen.changes.flatMap((change) => {
        const [touched] = named([change.roleId]);
        return touched ? [{ role: touched, gained: named(change.gained), lost: named(change.lost) }] : [];
      }),
      persons: await this.pages.affectedPersons(reader, ids),
      units: await this.pages.affectedUnits(reader, ids),
    };
  }

  async #owners(
    asking: Asking,
    grounds: ReadonlySet<Ground>,
    foreseen: ForeseenRole,
    approvals: readonly { personId: string; systemId: string }[],
  ): Promise<RoleImpact['systems']> {
    const whoIs = await this.#whoIs(asking, grounds, [
      ...foreseen.systems.map(({ informationOwnerId }) => informationOwnerId),
      ...approvals.map(({ personId }) => personId),
    ]);
    return foreseen.systems.map(({ id, name, informationOwnerId }) => {
      const by = approvals.find(({ systemId }) => systemId === id)?.personId;
      return {
        id,
        name,
        owner: whoIs(informationOwnerId),
        approvedBy: by === undefined ? null : whoIs(by),
      };
    });
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
