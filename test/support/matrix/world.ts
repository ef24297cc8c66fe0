import type { Ground } from '../../../src/policy/authority/authority.js';
import { newSecret } from '../../../src/sign-in/secrets.js';
import { Caller, CareHome, type Employee, type RoleFacts } from '../care-home.js';
import type { Edge } from '../edge.js';
import { layObjects } from './objects.js';

/** Everybody who calls. Whoever is named after a relation has it to the objects; the others look on from elsewhere. */
export const cast = [
  'worker',
  'colleague',
  'manager',
  'otherManager',
  'stranger',
  'informationOwner',
  'systemOwner',
  'otherOwner',
  'consulted',
  'planOwner',
  'delegate',
  'sponsor',
  'guest',
  'eligible',
  'hr',
  'security',
  'auditor',
  'it',
  'cards',
] as const;
export type Actor = (typeof cast)[number];

/** Who is nobody: each is told to sign in, whatever they ask for. */
export const nobodies = ['signed-out', 'former-employee', 'forger', 'program'] as const;
export type Nobody = (typeof nobodies)[number];

export interface Laid {
  /** What the path and the bodies name. */
  readonly ids: Readonly<Record<string, string>>;
  /** Who is what to it. */
  readonly relations: Partial<Readonly<Record<Ground, readonly Actor[]>>>;
  /** Whose it is, when it belongs to one person alone. */
  readonly owner?: Actor;
}

const held: Partial<Record<Actor, Ground>> = {
  hr: 'hr',
  security: 'security',
  auditor: 'auditor',
  it: 'it',
  cards: 'card-administrator',
};
/** Each owns some system; any of them is an owner to whatever asks for any. */
const owners: readonly Actor[] = ['informationOwner', 'systemOwner', 'otherOwner'];

export type ObjectName =
  | 'nothing'
  | 'hidden'
  | 'directory'
  | 'staff'
  | 'alarm'
  | 'handling'
  | 'openReport'
  | 'person'
  | 'unit'
  | 'grant'
  | 'role'
  | 'bareRole'
  | 'privilegedRole'
  | 'activation'
  | 'system'
  | 'draftSystem'
  | 'entitlement'
  | 'analysis'
  | 'approvedAnalysis'
  | 'request'
  | 'draft'
  | 'delegation'
  | 'campaign'
  | 'rule'
  | 'exemption'
  | 'exception'
  | 'emergency'
  | 'report'
  | 'client'
  | 'provider'
  | 'group'
  | 'unassessed'
  | 'unassessedSystem'
  | 'external'
  | 'checklist'
  | 'duty'
  | 'correction'
  | 'prerequisite'
  | 'completionImport'
  | 'hrSource'
  | 'import'
  | 'finding'
  | 'case'
  | 'twins'
  | 'merge'
  | 'simulation'
  | 'held'
  | 'session'
  | 'passkey';

const dayIn = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** People, and one object of every kind with its relations, in a database of its own. */
export class World {
  readonly people: Readonly<Record<Actor, Employee>>;
  objects!: Readonly<Record<ObjectName, Laid>>;
  readonly #cookies = new Map<Actor, string>();

  private constructor(
    readonly edge: Edge,
    readonly home: CareHome,
    people: Record<Actor, Employee>,
    readonly units: { readonly ours: string; readonly theirs: string },
    private readonly former: Employee,
    /** Owns what nobody of the cast shall own. */
    readonly registrar: Employee,
    /** The id of the configured HR source. */
    readonly hrSource: string,
  ) {
    this.people = people;
  }

  static async lay(edge: Edge, hrSource: string): Promise<World> {
    const home = new CareHome(edge.database);
    const office = await home.unit('/1/', 'Kontoret');
    const ours = await home.unit('/1/10/', 'Vår enhet');
    const theirs = await home.unit('/1/20/', 'Deras enhet');
    const manager = await home.employee(ours, { name: 'Chefen' });
    const otherManager = await home.employee(theirs, { name: 'Grannchefen' });
    const people: Partial<Record<Actor, Employee>> = { manager, otherManager };
    for (const who of cast) {
      if (people[who]) continue;
      const near = who === 'worker' || who === 'colleague' || who === 'guest';
      people[who] = near
        ? await home.employee(ours, {
            name: who,
            manager,
            ...(who === 'guest' ? { to: dayIn(90), protection: 'confidential' } : {}),
          })
        : await home.employee(who === 'stranger' ? theirs : office, {
            name: who,
            ...(who === 'stranger' ? { manager: otherManager } : {}),
            ...(who === 'eligible' ? { titleCode: '9999' } : {}),
          });
    }
    const former = await home.employee(ours, { name: 'Förut', manager, to: '2026-01-31' });
    const registrar = await home.employee(office, { name: 'Registrator' });
    const all = people as Record<Actor, Employee>;
    const rights = new CareHome(edge.database);
    for (const [who, right] of Object.entries(held))
      await home.grant(all[who as Actor], await rights.role(registrar, { grindvakt: right }));
    const world = new World(edge, home, all, { ours, theirs }, former, registrar, hrSource);
    await world.signInAnew();
    world.objects = await layObjects(world);
    return world;
  }

  /** Sessions that have just proved themselves: what a verb demands of the sign-in is not what is walked here. */
  async signInAnew(): Promise<void> {
    for (const who of cast) this.#cookies.set(who, await this.edge.signIn(this.people[who].personId, 4));
  }

  cookieOf(who: Actor): string {
    return this.#cookies.get(who) ?? '';
  }

  as(who: Actor): Caller {
    return new Caller(this.edge.url, this.cookieOf(who));
  }

  /** The headers of somebody who is nobody here. */
  async headersOf(nobody: Nobody): Promise<Record<string, string>> {
    const [name = ''] = this.cookieOf('worker').split('=');
    switch (nobody) {
      case 'signed-out':
        return {};
      case 'former-employee':
        return { cookie: await this.edge.signIn(this.former.personId, 4) };
      case 'forger':
        return { cookie: `${name}=${newSecret()}` };
      case 'program':
        return { authorization: `Bearer ${this.objects.client.ids['token'] ?? ''}` };
    }
  }

  /** On what grounds somebody meets an object: what they are to it, what they hold, what they own besides. */
  groundsOf(who: Actor, on: ObjectName): Set<Ground> {
    const grounds = new Set<Ground>();
    const right = held[who];
    if (right !== undefined) grounds.add(right);
    if (owners.includes(who)) grounds.add('any-owner');
    for (const [ground, those] of Object.entries(this.objects[on].relations))
      if (those.includes(who)) grounds.add(ground as Ground);
    return grounds;
  }

  /** A role in a system that there is. */
  async roleIn(systemId: string, more: Parameters<CareHome['role']>[1] = {}): Promise<RoleFacts> {
    const role = await new CareHome(this.edge.database).role(this.registrar, more);
    await this.edge.database.query(`UPDATE role SET system_id = $2 WHERE id = $1`, [role.roleId, systemId]);
    return role;
  }

  /** A system of its own owners, with one role in it that is asked for. */
  async roleOf(informationOwner: Employee, systemOwner: Employee): Promise<RoleFacts & { systemId: string }> {
    const role = await new CareHome(this.edge.database).role(informationOwner, {
      directory: `GG-${informationOwner.personId}`,
    });
    const [system] = await this.edge.database.query<{ id: string }>(
      `UPDATE information_system SET system_owner_id = $2, name = 'System ' || $1
       WHERE id = (SELECT system_id FROM role WHERE id = $1::uuid) RETURNING id`,
      [role.roleId, systemOwner.personId],
    );
    return { ...role, systemId: system?.id ?? '' };
  }
}
