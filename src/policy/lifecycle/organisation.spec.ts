import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { largeChange, organisationChanges, type Flow, type UnitFact } from './organisation.js';

function unit(code: string, over: Partial<UnitFact> = {}): UnitFact {
  return {
    code,
    name: `Enhet ${code}`,
    parent: '1',
    path: `/1/${code}/`,
    managerNumber: 'm',
    open: true,
    ...over,
  };
}
const map = (...units: UnitFact[]): Map<string, UnitFact> => new Map(units.map((one) => [one.code, one]));
const read = (before: UnitFact[], after: UnitFact[], flows: Flow[] = []): string[] =>
  organisationChanges(map(...before), map(...after), flows, () => 7).map(
    ({ kind, unit: code, others, persons }) =>
      `${kind} ${code}${others.length > 0 ? ` (${others.join(' ')})` : ''}${persons > 0 ? ` ${String(persons)}` : ''}`,
  );
const shut = (code: string): UnitFact => unit(code, { open: false });

describe('what happened to the organisation', () => {
  it.each<[string, UnitFact[], UnitFact[], Flow[], string[]]>([
    ['nothing', [unit('a')], [unit('a')], [], []],
    [
      'people alone who change units',
      [unit('a'), unit('b')],
      [unit('a'), unit('b')],
      [{ from: 'a', to: 'b', persons: 9 }],
      [],
    ],
    [
      'a split into two new ones',
      [unit('a')],
      [shut('a'), unit('b'), unit('c')],
      [
        { from: 'a', to: 'b', persons: 20 },
        { from: 'a', to: 'c', persons: 21 },
      ],
      ['split a (b c) 41'],
    ],
    [
      'one who takes another job the day the unit is split',
      [unit('a'), unit('d')],
      [shut('a'), unit('b'), unit('c'), unit('d')],
      [
        { from: 'a', to: 'b', persons: 20 },
        { from: 'a', to: 'c', persons: 21 },
        { from: 'a', to: 'd', persons: 1 },
      ],
      ['split a (b c) 41'],
    ],
    [
      'a part broken out of a unit that goes on',
      [unit('a')],
      [unit('a'), unit('b')],
      [{ from: 'a', to: 'b', persons: 5 }],
      ['split a (a b) 5'],
    ],
    [
      'two merged into a new one',
      [unit('a'), unit('b')],
      [shut('a'), shut('b'), unit('c')],
      [
        { from: 'a', to: 'c', persons: 3 },
        { from: 'b', to: 'c', persons: 4 },
      ],
      ['merged c (a b) 7'],
    ],
    [
      'one taken up by another',
      [unit('a'), unit('b')],
      [shut('a'), unit('b')],
      [{ from: 'a', to: 'b', persons: 3 }],
      ['merged b (a) 3'],
    ],
    [
      'a new code for the same',
      [unit('a')],
      [shut('a'), unit('b')],
      [{ from: 'a', to: 'b', persons: 3 }],
      ['replaced a (b) 3'],
    ],
    ['a line that is gone', [unit('a')], [], [], ['closed a']],
    ['a new one without people', [], [unit('a')], [], ['opened a']],
    ['another name', [unit('a')], [unit('a', { name: 'Ny' })], [], ['renamed a']],
    ['another place', [unit('a')], [unit('a', { parent: '2', path: '/2/a/' })], [], ['moved a 7']],
    ['a manager who is gone', [unit('a')], [unit('a', { managerNumber: null })], [], ['manager-lost a']],
    ['a manager at last', [unit('a', { managerNumber: null })], [unit('a')], [], ['manager-gained a']],
    ['another manager', [unit('a')], [unit('a', { managerNumber: 'n' })], [], ['manager-changed a']],
  ])('%s', (_, before, after, flows, expected) => {
    expect(read(before, after, flows)).toEqual(expected);
  });

  it('accounts for every unit that opens or closes, whatever else happens, and never twice', () => {
    const codes = ['a', 'b', 'c', 'd', 'e'];
    const some = fc.array(fc.record({ code: fc.constantFrom(...codes), open: fc.boolean() }));
    const flow = fc.record({
      from: fc.constantFrom(...codes),
      to: fc.constantFrom(...codes),
      persons: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(some, some, fc.uniqueArray(flow, { selector: (f) => f.from + f.to }), (old, now, flows) => {
        const before = map(...old.map((u) => unit(u.code, { open: u.open })));
        const after = map(...now.map((u) => unit(u.code, { open: u.open })));
        const changes = organisationChanges(
          before,
          after,
          flows.filter((f) => f.from !== f.to),
          () => 0,
        );
        const named = changes.flatMap((change) => [change.unit, ...change.others]);
        for (const code of codes) {
          const flips = (before.get(code)?.open ?? false) !== (after.get(code)?.open ?? false);
          if (flips) expect(named).toContain(code);
        }
        const heads = changes.map((change) => `${change.kind} ${change.unit} ${change.others.join()}`);
        expect(new Set(heads).size).toBe(heads.length);
      }),
    );
  });
});

describe('a larger change', () => {
  const limits = { share: 0.05, count: 200, atLeast: 10 };
  const split = (persons: number): ReturnType<typeof organisationChanges> =>
    organisationChanges(
      map(unit('a')),
      map(shut('a'), unit('b'), unit('c')),
      [
        { from: 'a', to: 'b', persons: persons - 1 },
        { from: 'a', to: 'c', persons: 1 },
      ],
      () => 0,
    );
  it.each([
    [41, 3895, false],
    [195, 3895, true],
    [200, 20_000, true],
    [199, 20_000, false],
    [9, 50, false],
    [10, 50, true],
  ])('of %i persons of %i: %s', (persons, active, isLarge) => {
    expect(largeChange(split(persons), active, limits) !== null).toBe(isLarge);
  });
  it('names the units on both sides, and is not made by names or managers', () => {
    expect(largeChange(split(300), 1000, limits)?.units).toEqual(['a', 'b', 'c']);
    const renamed = organisationChanges(
      map(unit('a')),
      map(unit('a', { name: 'Ny', managerNumber: 'n' })),
      [],
      () => 900,
    );
    expect(largeChange(renamed, 1000, limits)).toBeNull();
  });
});
