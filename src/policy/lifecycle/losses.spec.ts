import { describe, expect, it } from '@jest/globals';
import type { Change, SuspensionCause } from '../model/access.js';
import { effectsByRole, effectsOf, withoutEffects } from './losses.js';

const grant = (id: string, roleId: string, unitId = 'u', personId = 'p') => ({
  id,
  personId,
  roleId,
  unitId,
  suspendedFor: [] as readonly SuspensionCause[],
});
const resting = (id: string, cause: SuspensionCause) => ({ ...grant(id, 'read'), suspendedFor: [cause] });
const rest = (grantId: string, cause: SuspensionCause): Change => ({
  kind: 'suspend',
  grantId,
  personId: 'p',
  cause,
});
const end = (grantId: string, personId = 'p'): Change => ({
  kind: 'end',
  grantId,
  personId,
  reason: 'moved',
});
const open = (roleId: string, unitId = 'u', personId = 'p'): Change => ({
  kind: 'open',
  personId,
  employmentId: 'e',
  roleId,
  unitId,
  source: 'birthright',
  analysisId: 'a',
  assessmentId: null,
  ruleId: 'r',
  validTo: null,
  nextReview: '2027-01-01',
});

describe('what changes do to a person’s access', () => {
  it.each([
    ['nothing', [grant('1', 'read')], [], []],
    ['a loss', [grant('1', 'read')], [end('1')], [{ lost: ['read u'], gained: [] }]],
    ['a gain', [], [open('read')], [{ lost: [], gained: ['read u'] }]],
    [
      'the same role in the next unit: neither',
      [grant('1', 'read', 'old')],
      [end('1'), open('read', 'new')],
      [],
    ],
    [
      'one of two employments’ same role: not lost',
      [grant('1', 'read'), grant('2', 'read', 'other')],
      [end('1')],
      [],
    ],
    [
      'another role instead',
      [grant('1', 'read')],
      [end('1'), open('write')],
      [{ lost: ['read u'], gained: ['write u'] }],
    ],
    ['a leave that begins', [grant('1', 'read')], [rest('1', 'leave')], [{ lost: ['read u'], gained: [] }]],
    ['the end of a shift: nothing', [grant('1', 'read')], [rest('1', 'off-shift')], []],
    ['the end of what rested already: nothing', [resting('1', 'leave')], [end('1')], []],
    [
      'a leave that is over',
      [resting('1', 'leave')],
      [{ ...rest('1', 'leave'), kind: 'resume' as const } as Change],
      [{ lost: [], gained: ['read u'] }],
    ],
  ] as const)('%s', (_, grants, changes, expected) => {
    const told = effectsOf(grants, changes).map(({ lost, gained }) => ({
      lost: lost.map((l) => `${l.roleId} ${l.unitId}`),
      gained: gained.map((g) => `${g.roleId} ${g.unitId}`),
    }));
    expect(told).toEqual(expected);
  });

  it('keeps persons apart', () => {
    const effects = effectsOf([grant('1', 'read', 'u', 'a'), grant('2', 'read', 'u', 'b')], [end('1', 'a')]);
    expect(effects.map((e) => e.personId)).toEqual(['a']);
  });
});

describe('the difference that a changed rule makes', () => {
  const lost = (roleId: string) => ({ roleId, unitId: 'u' });
  it('leaves out what happens anyhow', () => {
    const next = [
      { personId: 'a', lost: [lost('r1'), lost('r2')], gained: [] },
      { personId: 'b', lost: [], gained: [lost('r1')] },
    ];
    const anyhow = [
      { personId: 'a', lost: [lost('r1')], gained: [] },
      { personId: 'b', lost: [], gained: [lost('r1')] },
    ];
    expect(withoutEffects(next, anyhow)).toEqual([{ personId: 'a', lost: [lost('r2')], gained: [] }]);
  });

  it('counts persons by role, the most losses first', () => {
    const effects = [
      { personId: 'a', lost: [lost('r1')], gained: [lost('r2')] },
      { personId: 'b', lost: [lost('r1')], gained: [lost('r2')] },
      { personId: 'c', lost: [], gained: [lost('r2')], later: [lost('r3')] },
    ];
    expect(effectsByRole(effects)).toEqual([
      { roleId: 'r1', gained: 0, lost: 2, later: 0 },
      { roleId: 'r2', gained: 3, lost: 0, later: 0 },
      { roleId: 'r3', gained: 0, lost: 0, later: 1 },
    ]);
  });
});
