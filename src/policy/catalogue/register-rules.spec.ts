import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Ground } from '../authority/authority.js';
import { isRefusal } from '../model/refusal.js';
import { changeEntitlement, loosened, type EntitlementTerms } from './entitlement-terms.js';
import {
  entitlementsIn,
  requireNoCircle,
  rolesAround,
  strictest,
  type RoleGraph,
  type Terms,
} from './role-content.js';
import { approveRole, checkWidening, coveredBy, lacks, type RoleVersionFacts } from './role-version.js';
import { systemStates } from './states.js';
import { decideSystem } from './system-content.js';
import { moveSystem, systemMoves } from './system-states.js';

const code = (answer: unknown): string => (isRefusal(answer) ? answer.code : String(answer));

describe('the life of a system', () => {
  const owners = new Set<Ground>(['system-owner', 'information-owner']);
  it('has these steps and no others', () => {
    const open = systemMoves.flatMap((move) =>
      systemStates.flatMap((state) => {
        const next = moveSystem({ name: 's', state, liveGrants: 0 }, move, owners);
        return isRefusal(next) ? [] : [`${state} → ${next}`];
      }),
    );
    expect(open).toEqual([
      'approved → in-use',
      'classified → draft',
      'in-use → retiring',
      'retiring → in-use',
      'retiring → retired',
      'draft → retired',
      'classified → retired',
      'approved → retired',
    ]);
  });

  it.each([
    ['take-in-use', ['security'], 'not-allowed'],
    ['resume', ['system-owner'], 'not-allowed'],
    ['send-back', ['system-owner'], 'not-allowed'],
    ['discard', ['information-owner'], 'not-found'],
  ] as const)('lets nobody else %s', (move, grounds, refusal) => {
    const answer = moveSystem({ name: 's', state: 'draft', liveGrants: 0 }, move, new Set<Ground>(grounds));
    expect(code(answer)).toBe(refusal);
  });

  it('is not over while somebody still reaches it', () => {
    expect(code(moveSystem({ name: 's', state: 'retiring', liveGrants: 1 }, 'close', owners))).toBe(
      'still-held',
    );
  });
});

describe('the information owner’s approval', () => {
  const decision = {
    systemName: 's',
    personId: 'owner',
    grounds: new Set<Ground>(['information-owner']),
    level: 3,
    writtenBy: 'writer',
  };
  it.each([
    [{}, 'null'],
    [{ writtenBy: null }, 'null'],
    [{ writtenBy: 'owner' }, 'own-version'],
    [{ level: 2 }, 'insufficient-assurance'],
    [{ grounds: new Set<Ground>(['system-owner', 'security']) }, 'not-allowed'],
  ])('%o: %s', (more, answer) => {
    expect(code(decideSystem({ ...decision, ...more }))).toBe(answer);
  });
});

describe('a role’s version', () => {
  const system = (id: string, owner: string): RoleVersionFacts['systems'][number] => ({
    id,
    name: id,
    informationOwnerId: owner,
    systemOwnerId: 'runner',
    ownerEmployed: true,
  });
  const version: RoleVersionFacts = {
    roleName: 'r',
    state: 'proposed',
    orderedBy: 'runner',
    privileged: false,
    systems: [system('a', 'anna'), system('b', 'bo')],
    approvals: [],
    gaining: new Set(),
  };
  const who = (personId: string, more: object = {}) => ({ personId, level: 3, isSecurity: false, ...more });

  it('is approved by the information owner of every system that it reaches', () => {
    expect(approveRole(version, who('anna'))).toEqual({ systemIds: ['a'], complete: false });
    const half = { ...version, approvals: [{ personId: 'anna', systemId: 'a' }] };
    expect(approveRole(half, who('bo'))).toEqual({ systemIds: ['b'], complete: true });
    expect(lacks(half)).toEqual([{ systemId: 'b' }]);
  });

  it.each([
    ['who owns nothing', {}, who('eva'), 'not-allowed'],
    ['who ordered it', { orderedBy: 'anna' }, who('anna'), 'own-version'],
    ['whom it gives more', { gaining: new Set(['anna']) }, who('anna'), 'own-widening'],
    [
      'who has approved',
      { approvals: [{ personId: 'anna', systemId: 'a' }] },
      who('anna'),
      'already-decided',
    ],
    ['who is weakly signed in', {}, who('anna', { level: 2 }), 'insufficient-assurance'],
    ['once it is decided', { state: 'superseded' }, who('anna'), 'already-decided'],
    ['the security officer, while the owners can', {}, who('sara', { isSecurity: true }), 'already-decided'],
  ])('is not approved by %s', (_, more, person, refusal) => {
    expect(code(approveRole({ ...version, ...more }, person))).toBe(refusal);
  });

  it('is approved by the security officer where an information owner is barred or has left', () => {
    const barred = { ...version, systems: [system('a', 'anna')], gaining: new Set(['anna']) };
    expect(approveRole(barred, who('sara', { isSecurity: true }))).toEqual({
      systemIds: ['a'],
      complete: true,
    });
    const left = { ...version, systems: [{ ...system('a', 'anna'), ownerEmployed: false }] };
    expect(approveRole(left, who('sara', { isSecurity: true }))).toEqual({
      systemIds: ['a'],
      complete: true,
    });
  });

  it('takes two people where it is privileged, whoever they are', () => {
    const one = { ...version, privileged: true, systems: [system('a', 'anna')] };
    expect(approveRole(one, who('anna'))).toEqual({ systemIds: ['a'], complete: false });
    const approved = { ...one, approvals: [{ personId: 'anna', systemId: 'a' }] };
    expect(code(approveRole(approved, who('anna')))).toBe('already-decided');
    expect(code(approveRole(approved, who('runner')))).toBe('own-version');
    expect(approveRole(approved, who('sara', { isSecurity: true }))).toMatchObject({ complete: true });
  });
});

describe('what an analysis was made for', () => {
  const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour));
  const effects = [
    { entitlements: ['read'], since: at(1), until: at(5) },
    { entitlements: ['read', 'write'], since: at(3), until: at(4) },
    { entitlements: ['read', 'print'], since: at(5), until: null },
  ];
  it.each([
    [2, ['read']],
    [3, ['read', 'write']],
    [4, ['read']],
    [6, ['read', 'print']],
  ])('approved at %i is what the role gave or was proposed to give then', (hour, entitlements) => {
    expect([...coveredBy({ approvedAt: at(hour) }, effects)]).toEqual(entitlements);
  });

  it.each([
    [[], true, null, 'covered'],
    [['read'], true, new Set(['read']), 'covered'],
    [['write'], true, new Set(['read']), 'analysis-outdated'],
    [['write'], true, null, 'analysis-outdated'],
    [['write'], false, new Set(['read']), 'lapse'],
  ])('a role that gets %o, held %o: %s', (gains, held, covered, answer) => {
    expect(code(checkWidening({ roleName: 'r', gains, held, covered }))).toBe(answer);
  });
});

describe('an entitlement', () => {
  const now: EntitlementTerms = {
    privileged: false,
    risk: 3,
    requiredLevel: 3,
    dataClass: 'patient',
    maxDays: 100,
    reviewDays: null,
    prerequisiteIds: ['course'],
    askableBy: null,
  };
  it.each([
    [{ risk: 2 }, ['risk']],
    [{ requiredLevel: 2 }, ['requiredLevel']],
    [{ dataClass: 'personal' as const }, ['dataClass']],
    [{ maxDays: null }, ['maxDays']],
    [{ prerequisiteIds: [] }, ['prerequisiteIds']],
    [{ risk: 5, requiredLevel: 4, maxDays: 10, reviewDays: 30, prerequisiteIds: ['course', 'more'] }, []],
    [{ askableBy: { unitKinds: ['care'] } }, []],
  ])('%o loosens %o', (more, fields) => {
    expect(loosened(now, { ...now, ...more })).toEqual(fields);
  });

  it.each([
    [{ next: { ...now, risk: 1 } }, 'needs-information-owner'],
    [{ next: { ...now, risk: 1 }, isInformationOwner: true }, 'null'],
    [{ renamed: true, bundled: true, isInformationOwner: true }, 'bundled'],
    [{ renamed: true }, 'null'],
    [{ next: { ...now, privileged: true }, bundled: true, isInformationOwner: true }, 'bundled'],
  ])('changed by %o: %s', (more, answer) => {
    const change = { name: 'e', now, next: now, renamed: false, bundled: false, isInformationOwner: false };
    expect(code(changeEntitlement({ ...change, ...more }))).toBe(answer);
  });
});

describe('roles in roles', () => {
  const ids = ['a', 'b', 'c', 'd', 'e'];
  const graphs = fc
    .array(fc.tuple(fc.subarray(['x', 'y', 'z']), fc.subarray(ids)), { minLength: 5, maxLength: 5 })
    .map(
      (parts): RoleGraph =>
        new Map(parts.map(([entitlements, includes], i) => [ids[i] ?? '', { entitlements, includes }])),
    );

  it('give the same as their parts together, and end on circles', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        for (const id of ids) {
          const { entitlements, includes } = graph.get(id) ?? { entitlements: [], includes: [] };
          const parts = [...entitlements, ...includes.flatMap((one) => [...entitlementsIn(graph, one)])];
          expect([...entitlementsIn(graph, id)].sort()).toEqual([...new Set(parts)].sort());
        }
      }),
    );
  });

  it('are in a circle exactly when one holds itself', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        for (const id of ids) {
          const inside = (graph.get(id)?.includes ?? []).some(
            (one) => one === id || rolesAround(graph, id).has(one),
          );
          expect(requireNoCircle(graph, id, (name) => name) !== null).toBe(inside);
        }
      }),
    );
  });
});

describe('the terms of a role', () => {
  const terms = fc.record<Terms>({
    risk: fc.option(fc.integer({ min: 1, max: 5 })),
    requiredLevel: fc.option(fc.integer({ min: 1, max: 4 })),
    maxDays: fc.option(fc.integer({ min: 1, max: 1095 })),
    reviewDays: fc.option(fc.integer({ min: 1, max: 1095 })),
    dataClass: fc.option(fc.constantFrom('open', 'internal', 'personal', 'confidential', 'patient')),
    askableBy: fc.constant(null),
  });
  it('are never looser than any of what it holds, nor than a system’s minimum', () => {
    fc.assert(
      fc.property(fc.array(terms), fc.array(fc.integer({ min: 1, max: 4 })), (all, minimums) => {
        const effective = strictest(all, minimums);
        for (const one of all) {
          expect(effective.risk).toBeGreaterThanOrEqual(one.risk ?? 0);
          expect(effective.requiredLevel).toBeGreaterThanOrEqual(one.requiredLevel ?? 0);
          expect(effective.maxDays).toBeLessThanOrEqual(one.maxDays ?? 1095);
          expect(effective.reviewDays).toBeLessThanOrEqual(one.reviewDays ?? 1095);
        }
        expect(effective.requiredLevel).toBeGreaterThanOrEqual(Math.max(1, ...minimums));
      }),
    );
  });
});
