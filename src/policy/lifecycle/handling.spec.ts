import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Ground } from '../authority/authority.js';
import { addDays } from '../model/day.js';
import { addWorkingDays, customaryFreeDays } from '../model/working-days.js';
import { confirmHandling, escalatesAt, handlingDue, handlingOf, handlingKinds } from './handling.js';

const calendar = { customary: customaryFreeDays, closed: [] };
const terms = { giveWithinDays: 3, takeWithinDays: 1, escalateAfterDays: 2 };

describe('when something is to be done by hand', () => {
  it('is counted in working days, and at once when somebody is to be shut out now', () => {
    // A Friday before Christmas Eve, a Thursday.
    expect(handlingDue('2026-12-18', false, terms, calendar)).toEqual({
      give: '2026-12-23',
      take: '2026-12-21',
    });
    expect(handlingDue('2026-12-18', true, terms, calendar)).toEqual({
      give: '2026-12-23',
      take: '2026-12-18',
    });
  });

  it('goes to others exactly when the working days of grace are over', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 800 }), fc.integer({ min: 1, max: 10 }), (n, grace) => {
        const today = addDays('2026-01-01', n);
        const at = escalatesAt(today, { ...terms, escalateAfterDays: grace }, calendar);
        expect(addWorkingDays(at, grace, calendar) <= today).toBe(true);
        expect(addWorkingDays(addDays(at, 1), grace, calendar) > today || addDays(at, 1) >= today).toBe(true);
      }),
    );
  });
});

describe('what is confirmed as done by hand', () => {
  const access = { personId: 'anna', entitlement: 'Skåp', wanted: true, held: false };
  const handler = { personId: 'owner', grounds: new Set<Ground>(['handler']) };
  const code = (...args: Parameters<typeof confirmHandling>) => confirmHandling(...args)?.code ?? 'ok';

  it('is said by who looks after the system, never about themselves, and once', () => {
    expect(code(access, 'give', handler)).toBe('ok');
    expect(code(access, 'give', { ...handler, personId: 'anna' })).toBe('own-handling');
    for (const ground of ['it', 'security', 'manager', 'self'] as const)
      expect(code(access, 'give', { personId: 'x', grounds: new Set([ground]) })).toBe('not-found');
    expect(code(access, 'take', handler)).toBe('already-handled');
    expect(code({ ...access, held: true }, 'give', handler)).toBe('already-handled');
  });

  it('ends where what is there is what shall be, whatever came between', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.boolean(), fc.constantFrom(...handlingKinds)), { maxLength: 40 }),
        (steps) => {
          const now = { ...access, wanted: false };
          for (const step of steps)
            if (typeof step === 'boolean') now.wanted = step;
            else if (code(now, step, handler) === 'ok') now.held = step === 'give';
          const left = handlingOf(now);
          expect(left === null).toBe(now.wanted === now.held);
          if (left !== null) {
            expect(code(now, left, handler)).toBe('ok');
            expect(handlingOf({ ...now, held: left === 'give' })).toBeNull();
          }
        },
      ),
    );
  });
});
