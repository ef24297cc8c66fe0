import { describe, expect, it } from '@jest/globals';
import type { Employment } from '../model/people.js';
import { isRefusal } from '../model/refusal.js';
import { activate, obstacles, type PrivilegedRole, type Standing } from './activation.js';

const now = new Date('2026-11-21T09:30:00.000Z');
const employment: Employment = {
  id: 'e',
  personId: 'p',
  unitId: 'u',
  unitPath: '/1/',
  unitKind: 'it',
  careProviderId: 'c',
  kind: 'permanent',
  title: 'IT-tekniker',
  titleCode: '151015',
  startDate: '2020-01-01',
  endDate: null,
  terminated: false,
  leave: null,
};
const role: PrivilegedRole = {
  id: 'r',
  name: 'Katalogadministratör',
  requiredLevel: 3,
  cap: 2,
  usable: true,
  eligible: { titleCodes: ['151015'] },
  hours: [1, 4, 8],
  analysis: { state: 'approved', validTo: '2026-11-21' },
};
const standing: Standing = {
  employments: [employment],
  level: 3,
  active: false,
  holders: 1,
  today: '2026-11-21',
};
const asked = { hours: 8, reason: 'Byter gruppregler' };

describe('an activation', () => {
  it('ends exactly so many hours from now and is tied to the employment that makes one eligible', () => {
    expect(activate(role, standing, asked, now)).toEqual({
      employmentId: 'e',
      unitId: 'u',
      endsAt: new Date('2026-11-21T17:30:00.000Z'),
    });
  });

  it.each<[string, Partial<PrivilegedRole>, Partial<Standing>, Partial<typeof asked>]>([
    ['not-found', {}, { employments: [{ ...employment, titleCode: '207010' }] }, {}],
    ['not-found', {}, { employments: [] }, {}],
    ['not-eligible', {}, { employments: [{ ...employment, terminated: true }] }, {}],
    ['not-eligible', {}, { employments: [{ ...employment, endDate: '2026-11-20' }] }, {}],
    ['not-eligible', {}, { employments: [{ ...employment, startDate: '2026-11-22' }] }, {}],
    ['hours-not-offered', {}, {}, { hours: 2 }],
    ['hours-not-offered', { hours: [1] }, {}, { hours: 8 }],
    ['reason-required', {}, {}, { reason: '   kort    ' }],
    ['already-active', {}, { active: true }, {}],
    ['insufficient-assurance', { requiredLevel: 4 }, {}, {}],
    ['insufficient-assurance', {}, { level: 2 }, {}],
    ['no-live-analysis', { analysis: null }, {}, {}],
    ['no-live-analysis', { analysis: { state: 'superseded', validTo: '2099-01-01' } }, {}, {}],
    ['no-live-analysis', { analysis: { state: 'approved', validTo: '2026-11-20' } }, {}, {}],
    ['not-in-use', { usable: false }, {}, {}],
    ['cap-reached', {}, { holders: 2 }, {}],
    ['cap-reached', { cap: 1 }, {}, {}],
  ])('is refused as %s', (code, roleFacts, standingFacts, askedFacts) => {
    const answer = activate(
      { ...role, ...roleFacts },
      { ...standing, ...standingFacts },
      { ...asked, ...askedFacts },
      now,
    );
    expect(isRefusal(answer) ? answer.code : answer).toBe(code);
  });

  it('tells everything that stands in the way at once', () => {
    expect(
      obstacles({ ...role, analysis: null, requiredLevel: 4 }, { ...standing, holders: 2 }).map(
        (o) => o.code,
      ),
    ).toEqual(['insufficient-assurance', 'no-live-analysis', 'cap-reached']);
    expect(obstacles(role, standing)).toEqual([]);
  });
});
