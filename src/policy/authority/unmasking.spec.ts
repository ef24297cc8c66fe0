import { describe, expect, it } from '@jest/globals';
import type { Ground } from './authority.js';
import { seesThrough, unmaskedUntil } from './unmasking.js';

const set = (...grounds: Ground[]): ReadonlySet<Ground> => new Set(grounds);

describe('seeing through a protection', () => {
  it.each<[string, ReadonlySet<Ground>, boolean, boolean]>([
    ['oneself, without a reason', set('self'), false, true],
    ['a manager who has not said why', set('manager'), false, false],
    ['a manager who has', set('manager'), true, true],
    ['HR who has not said why', set('hr'), false, false],
    ['HR who has', set('hr'), true, true],
    ['an auditor, whatever they say', set('auditor'), true, false],
    ['a colleague, whatever they say', set(), true, false],
  ])('%s', (_, grounds, hasSaidWhy, seen) => {
    expect(seesThrough(grounds, hasSaidWhy)).toBe(seen);
  });

  it('lasts a working day for who leads the person, an hour for others', () => {
    const now = new Date('2026-11-21T08:00:00Z');
    expect(unmaskedUntil(set('manager', 'hr'), now)).toEqual(new Date('2026-11-21T16:00:00Z'));
    expect(unmaskedUntil(set('hr'), now)).toEqual(new Date('2026-11-21T09:00:00Z'));
  });
});
