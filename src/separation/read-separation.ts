import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadCatalogue, roleRef } from '../catalogue/read-catalogue.js';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadWho, type Viewer } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { SeparationSide } from '../policy/privilege/separation-of-duties.js';
import { ConflictsStore } from './conflicts.store.js';
import { ExemptionsStore } from './exemptions.store.js';
import { RulesStore } from './rules.store.js';
import type {
  choicesSchema,
  conflictListSchema,
  ConflictsQuery,
  exemptionListSchema,
  ExemptionsQuery,
  ruleListSchema,
  ruleVersionsSchema,
} from './separation.schema.js';

type NamedSide = z.input<typeof ruleListSchema>['items'][number]['left'];

/** The rules, who is in conflict with them and who is exempt, as the pages show them. */
@Injectable()
export class ReadSeparation {
  constructor(
    private readonly clock: Clock,
    private readonly rules: RulesStore,
    private readonly conflicts: ConflictsStore,
    private readonly exemptions: ExemptionsStore,
    private readonly standing: ReadStanding,
    private readonly catalogue: ReadCatalogue,
    private readonly who: ReadWho,
  ) {}

  /** @throws Refused not-allowed */
  async list(
    reader: Reader,
    actor: PersonActor,
    language: Language,
  ): Promise<z.input<typeof ruleListSchema>> {
    const viewer = await this.#viewer(reader, actor, language);
    const rules = await this.rules.rules(reader);
    const counts = new Map((await this.conflicts.counts(reader, viewer.today)).map((c) => [c.ruleId, c]));
    const whoIs = await this.who.run(
      reader,
      viewer,
      rules.map((rule) => rule.changedBy),
    );
    const named = await this.#names(
      reader,
      language,
      rules.flatMap(({ left, right }) => [left, right]),
    );
    return {
      items: rules.map(({ left, right, changedBy, ...rule }) => {
        const { open = 0, exempt = 0, withheld = 0 } = counts.get(rule.id) ?? {};
        return {
          ...rule,
          left: named(left),
          right: named(right),
          changedBy: whoIs(changedBy),
          open,
          exempt,
          withheld,
        };
      }),
      next: null,
      mayChange: may('separation.change', viewer.standing, 'rule') === null,
    };
  }

  /** Every version of a rule, the newest first. @throws Refused not-allowed */
  async versions(
    reader: Reader,
    actor: PersonActor,
    ruleId: string,
    language: Language,
  ): Promise<z.input<typeof ruleVersionsSchema>> {
    const viewer = await this.#viewer(reader, actor, language);
    const versions = await this.rules.versions(reader, ruleId);
    const whoIs = await this.who.run(
      reader,
      viewer,
      versions.map((one) => one.changedBy),
    );
    const named = await this.#names(
      reader,
      language,
      versions.flatMap(({ content }) => [content.left, content.right]),
    );
    return {
      items: versions.map(({ content, changedBy, ...version }) => ({
        ...content,
        ...version,
        left: named(content.left),
        right: named(content.right),
        changedBy: whoIs(changedBy),
      })),
      next: null,
    };
  }

  /** @throws Refused not-allowed */
  async choices(
    reader: Reader,
    actor: PersonActor,
    language: Language,
  ): Promise<z.input<typeof choicesSchema>> {
    await this.#viewer(reader, actor, language);
    return { items: await this.rules.choices(reader, language) };
  }

  /** The newest first. @throws Refused not-allowed */
  async found(
    reader: Reader,
    actor: PersonActor,
    query: ConflictsQuery,
    language: Language,
  ): Promise<z.input<typeof conflictListSchema>> {
    const viewer = await this.#viewer(reader, actor, language);
    const rows = await this.conflicts.list(
      reader,
      { state: query.state, ruleId: query.rule },
      viewer.today,
      decodeCursor(query.after, ['instant', 'uuid']),
      query.limit + 1,
    );
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const rules = new Map((await this.rules.rules(reader)).map((rule) => [rule.id, rule]));
    const roles = await this.catalogue.rolesById(
      reader,
      shown.flatMap(({ leftRoles, rightRoles }) => [...leftRoles, ...rightRoles]),
    );
    const refs = (ids: readonly string[]): ReturnType<typeof roleRef>[] =>
      ids.flatMap((id) => roles.get(id) ?? []).map((role) => roleRef(role, language));
    const whoIs = await this.who.run(
      reader,
      viewer,
      shown.map((row) => row.personId),
    );
    return {
      items: shown.map((row) => {
        const rule = rules.get(row.ruleId);
        return {
          id: row.id,
          rule: { id: row.ruleId, name: rule?.name ?? '', mode: rule?.mode ?? 'record' },
          person: whoIs(row.personId),
          kind: row.kind,
          left: refs(row.leftRoles),
          right: refs(row.rightRoles),
          foundAt: row.foundAt,
          closedAt: row.closedAt,
          exemptUntil: row.validTo,
        };
      }),
      next: last ? encodeCursor([last.foundAt.toISOString(), last.id]) : null,
      mayExempt: may('separation.exempt', viewer.standing, 'exemption') === null,
    };
  }

  /** The newest first. @throws Refused not-allowed */
  async exempt(
    reader: Reader,
    actor: PersonActor,
    query: ExemptionsQuery,
    language: Language,
  ): Promise<z.input<typeof exemptionListSchema>> {
    const viewer = await this.#viewer(reader, actor, language);
    const after = decodeCursor(query.after, ['instant', 'uuid']);
    const rows = await this.exemptions.list(reader, after, query.limit + 1);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const rules = new Map((await this.rules.rules(reader)).map((rule) => [rule.id, rule]));
    const whoIs = await this.who.run(
      reader,
      viewer,
      shown.flatMap((row) => [row.personId, row.decidedBy]),
    );
    return {
      items: shown.map((row) => ({
        id: row.id,
        rule: { id: row.ruleId, name: rules.get(row.ruleId)?.name ?? '' },
        person: whoIs(row.personId),
        reason: row.reason,
        control: row.control,
        decidedBy: whoIs(row.decidedBy),
        decidedAt: row.decidedAt,
        validTo: row.validTo,
        state: row.endedAt ? 'ended' : row.validTo < viewer.today ? 'run-out' : 'running',
        endedReason: row.endedReason,
      })),
      next: last ? encodeCursor([last.decidedAt.toISOString(), last.id]) : null,
      mayExempt: may('separation.exempt', viewer.standing, 'exemption') === null,
    };
  }

  async #viewer(reader: Reader, actor: PersonActor, language: Language): Promise<Viewer> {
    const now = this.clock.now();
    const standing = await this.standing.run(reader, actor.personId, now);
    const refusal = may('separation.read', standing, 'list');
    if (refusal) throw new Refused(refusal);
    return { personId: actor.personId, standing, today: dayOf(now), language };
  }

  async #names(
    reader: Reader,
    language: Language,
    sides: readonly SeparationSide[],
  ): Promise<(side: SeparationSide) => NamedSide> {
    const access = new Map((await this.rules.choices(reader, language)).map(({ id, name }) => [id, name]));
    const { units, titles } = await this.rules.selectorWords(
      reader,
      sides.flatMap(({ people }) => people?.unitsBelow ?? []),
      sides.flatMap(({ people }) => people?.titleCodes ?? []),
    );
    return (side) => ({
      side: {
        roleIds: [...side.roleIds],
        entitlementIds: [...side.entitlementIds],
        people: side.people as NamedSide['side']['people'],
      },
      access: [...side.roleIds, ...side.entitlementIds].map((id) => access.get(id) ?? ''),
      people: [
        ...(side.people?.unitsBelow ?? []).map((code) => units.get(code) ?? code),
        ...(side.people?.unitKinds ?? []),
        ...(side.people?.titleCodes ?? []).map((code) => titles.get(code) ?? code),
      ],
      employmentKinds: [...(side.people?.employmentKinds ?? [])],
    });
  }
}
