import { Injectable } from '@nestjs/common';
import { ReadCatalogue } from '../catalogue/read-catalogue.js';
import { ReadPeople, unitBeside } from '../people/read-people.js';
import { ReadPrerequisites, wordsOf } from '../people/read-prerequisites.js';
import { Clock } from '../platform/clock.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import type { Ground } from '../policy/authority/authority.js';
import { differences, type RoleDefinition } from '../policy/catalogue/role-definition.js';
import type { PersonActor } from '../policy/model/actor.js';
import { CircumstancesStore } from './circumstances.store.js';
import type { Circumstances } from './circumstances.schema.js';
import { ReadRequests } from './read-requests.js';

type RoleChange = Circumstances['role']['changes'][number];

/** Who may see what else the person has. */
const weighs: readonly Ground[] = ['approver', 'manager', 'self', 'security', 'auditor'];

const lists = ['entitlements', 'includes', 'requires'] as const;

/** What stands around a request: what the person lacks, how the role has changed, what they have and have had. */
@Injectable()
export class ReadCircumstances {
  constructor(
    private readonly clock: Clock,
    private readonly store: CircumstancesStore,
    private readonly requests: ReadRequests,
    private readonly people: ReadPeople,
    private readonly catalogue: ReadCatalogue,
    private readonly prerequisites: ReadPrerequisites,
  ) {}

  /** @throws Refused as reading the request does */
  async run(
    reader: Reader,
    actor: PersonActor,
    requestId: string,
    language: Language,
  ): Promise<Circumstances> {
    const { view, request, grounds } = await this.requests.seen(reader, actor, requestId, language);
    const employment = await this.people.employment(reader, request.employmentId);
    const role = await this.catalogue.role(reader, request.roleId);
    const lacking =
      employment && view.state === 'pending'
        ? await this.prerequisites.lackingFor(reader, employment, [view.role.id], this.clock.today())
        : new Map<string, never[]>();
    // A system's owner sees who asks for it, not what else they have.
    const seesAccess = weighs.some((ground) => grounds.has(ground));
    const earlier = seesAccess ? await this.store.earlier(reader, requestId, language) : [];
    return {
      lacking: (lacking.get(view.role.id) ?? []).map((p) => ({
        id: p.id,
        kind: p.kind,
        ...wordsOf(p, language),
      })),
      role: await this.#role(
        reader,
        request.roleId,
        request.roleVersion,
        role?.version ?? request.roleVersion,
        language,
      ),
      earlier: earlier.map(({ unitId, unitName, ...access }) => ({
        ...access,
        unit: unitBeside(view.person, { id: unitId, name: unitName }),
      })),
    };
  }

  async #role(
    reader: Reader,
    roleId: string,
    asked: number,
    now: number,
    language: Language,
  ): Promise<Circumstances['role']> {
    if (asked === now) return { asked, now, changes: [] };
    const versions = await this.store.definitions(reader, roleId, [asked, now]);
    const [then, current] = [versions.get(asked), versions.get(now)];
    if (!then || !current) return { asked, now, changes: [] };
    const ids = lists.flatMap((field) => [...then[field], ...current[field]]);
    const names = await this.store.names(reader, ids, language);
    return { asked, now, changes: changesOf(then, current, (id) => names.get(id) ?? id) };
  }
}

function changesOf(then: RoleDefinition, now: RoleDefinition, nameOf: (id: string) => string): RoleChange[] {
  return differences(then, now).map((field): RoleChange => {
    const list = lists.find((each) => each === field);
    if (!list) return { field, came: [], went: [] };
    const [had, has] = [then[list], now[list]];
    return {
      field,
      came: has.filter((id) => !had.includes(id)).map(nameOf),
      went: had.filter((id) => !has.includes(id)).map(nameOf),
    };
  });
}
