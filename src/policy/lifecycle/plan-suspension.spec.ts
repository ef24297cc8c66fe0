import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { suspensionCauses, type Grant, type SuspensionCause } from '../model/access.js';
import { planSuspension } from './plan-suspension.js';

function grant(suspendedFor: readonly SuspensionCause[]): Grant {
  return {
    id: 'g1',
    personId: 'p1',
    employmentId: 'e1',
    roleId: 'r1',
    unitId: 'u1',
    source: 'request',
    ruleId: null,
    validFrom: new Date('2026-01-01'),
    validTo: null,
    suspendedFor,
    outgrownAt: null,
  };
}

const causes = fc.uniqueArray(fc.constantFrom(...suspensionCauses));

describe('a grant that rests', () => {
  it('ends up resting for exactly what is wanted, and then nothing more is asked', () => {
    fc.assert(
      fc.property(causes, causes, (before, wanted) => {
        const after = new Set(before);
        for (const change of planSuspension([grant(before)], () => new Set(wanted))) {
          if (change.kind === 'suspend') after.add(change.cause);
          if (change.kind === 'resume') after.delete(change.cause);
        }
        expect([...after].sort()).toEqual([...wanted].sort());
        expect(planSuspension([grant([...after])], () => new Set(wanted))).toEqual([]);
      }),
    );
  });
});
