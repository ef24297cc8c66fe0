import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { authority } from '../authority/authority.js';
import type { Level } from '../model/actor.js';
import { demands, requireDemand, type Demand, type DemandedVerb } from './demands.js';

const now = new Date('2026-11-22T12:00:00Z');
const minutes = { recent: 15, 'just-now': 5 };
const ago = (m: number): Date => new Date(now.getTime() - m * 60_000);
const verbs = Object.keys(demands) as DemandedVerb[];

describe('what each verb demands', () => {
  it('is said of every verb of the authority table', () => {
    expect(Object.keys(authority).filter((verb) => !(verb in demands))).toEqual([]);
  });

  it('is two factors at level 3 but for what one does about oneself', () => {
    const weaker = verbs.filter((verb) => demands[verb].level < 3);
    expect(weaker.sort()).toEqual([
      'own.credential-report',
      'own.read',
      'own.session-end',
      'request.by-role', // its verbs ask for the role's level
    ]);
  });

  it.each<[DemandedVerb, Level, number, string | null]>([
    ['own.read', 2, 600, null],
    ['own.read', 1, 0, 'level'],
    ['person.read', 3, 600, null],
    ['person.read', 2, 0, 'level'],
    ['person.terminate', 3, 14.9, null],
    ['person.terminate', 3, 15, 'minutes'],
    ['person.terminate', 4, 60, 'minutes'],
    ['person.terminate', 2, 1, 'level'],
    ['own.credential-change', 3, 4.9, null],
    ['own.credential-change', 3, 5, 'minutes'],
  ])('%s at level %s, %s minutes after signing in', (verb, level, since, lacks) => {
    const refusal = requireDemand(verb, { level, authenticatedAt: ago(since) }, now, minutes);
    expect(refusal?.code ?? null).toBe(lacks === null ? null : 'insufficient-assurance');
    if (lacks !== null) expect(refusal?.message).toContain(lacks);
  });

  it('never lets pass what is weaker or older than demanded, and tells what would do', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...verbs),
        fc.constantFrom<Level>(1, 2, 3, 4),
        fc.integer({ min: 0, max: 1000 }),
        (verb, level, since) => {
          const demand: Demand = demands[verb];
          const within = demand.within === undefined ? Infinity : minutes[demand.within];
          const refusal = requireDemand(verb, { level, authenticatedAt: ago(since) }, now, minutes);
          expect(refusal === null).toBe(level >= demand.level && since < within);
          if (refusal) expect(refusal.facts).toMatchObject({ has: level, demanded: demand.level });
        },
      ),
    );
  });
});
