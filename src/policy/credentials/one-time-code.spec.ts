import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openSteps, passwordAndCodeLevel, stepOf, stepSeconds, window } from './one-time-code.js';

const at = (seconds: number): Date => new Date(seconds * 1000);
const moment = fc.integer({ min: 0, max: 4_000_000_000 });

describe('the time step of a code', () => {
  it.each([
    // RFC 6238, appendix B: seconds since 1970 and the step in hexadecimal
    [59, 0x1],
    [1_111_111_109, 0x23523ec],
    [1_111_111_111, 0x23523ed],
    [1_234_567_890, 0x273ef07],
    [2_000_000_000, 0x3f940aa],
    [20_000_000_000, 0x27bc86aa],
  ])('at %i seconds is that of RFC 6238', (seconds, step) => {
    expect(stepOf(at(seconds))).toBe(step);
  });

  it('changes each thirty seconds and goes by our own clock alone', () => {
    fc.assert(
      fc.property(moment, (seconds) => {
        expect(stepOf(at(seconds + stepSeconds))).toBe(stepOf(at(seconds)) + 1);
      }),
    );
  });
});

describe('the steps whose code still counts', () => {
  it.each<[string, number | null, number[]]>([
    ['nothing used yet', null, [0, -1, 1]],
    ['the step before was used', -1, [0, 1]],
    ['this step was used', 0, [1]],
    ['the next step was used, by a fast clock', 1, []],
    ['one far ahead was used', 500, []],
    ['one long ago was used', -500, [0, -1, 1]],
  ])('when %s', (_, used, open) => {
    const now = at(1_700_000_010);
    const current = stepOf(now);
    expect(openSteps(now, used === null ? null : current + used)).toEqual(open.map((step) => current + step));
  });

  it('are never further than one step away, and never one that was used or lies before it', () => {
    fc.assert(
      fc.property(moment, fc.option(fc.integer({ min: -5, max: 5 })), (seconds, used) => {
        const current = stepOf(at(seconds));
        const last = used === null ? null : current + used;
        for (const step of openSteps(at(seconds), last)) {
          expect(Math.abs(step - current)).toBeLessThanOrEqual(window);
          if (last !== null) expect(step).toBeGreaterThan(last);
        }
      }),
    );
  });

  it('let each code count once, whatever is submitted when', () => {
    const submits = fc.array(
      fc.record({ later: fc.integer({ min: 0, max: 90 }), off: fc.integer({ min: -2, max: 2 }) }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(moment, submits, (begin, all) => {
        const accepted: number[] = [];
        let now = begin;
        for (const { later, off } of all) {
          now += later;
          const step = stepOf(at(now)) + off;
          if (openSteps(at(now), accepted.at(-1) ?? null).includes(step)) accepted.push(step);
        }
        expect(accepted).toEqual([...new Set(accepted)].sort((a, b) => a - b));
      }),
    );
  });

  it('are worth level 2, never more', () => {
    expect(passwordAndCodeLevel).toBe(2);
  });
});
