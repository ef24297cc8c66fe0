import { describe, expect, it } from '@jest/globals';
import { placeUnits, type UnitRow } from './check-units.js';

function unit(code: string, parent: string | null = null): UnitRow {
  return {
    code,
    parent,
    name: code,
    kind: '',
    hsaId: null,
    managerNumber: null,
    costCentre: null,
    validFrom: null,
    validTo: null,
  };
}

describe('the tree of units', () => {
  it('gives each unit its path, parents first, whatever the order of lines', () => {
    const { placed, orphans, circle } = placeUnits([unit('c', 'b'), unit('b', 'a'), unit('a')], new Map());
    expect(placed.map((u) => u.path)).toEqual(['/a/', '/a/b/', '/a/b/c/']);
    expect([orphans, circle]).toEqual([[], null]);
  });

  it('counts a known unit as a parent though it is not in the file', () => {
    expect(placeUnits([unit('c', 'b')], new Map([['b', '/a/b/']])).placed[0]?.path).toBe('/a/b/c/');
  });

  it('sets aside what hangs in the air, with all below it', () => {
    expect(placeUnits([unit('c', 'b'), unit('b', 'x'), unit('a')], new Map()).orphans).toEqual(['c', 'b']);
  });

  it.each([
    ['itself', [unit('a', 'a')]],
    ['two', [unit('a', 'b'), unit('b', 'a')]],
    ['three, seen from below', [unit('d', 'c'), unit('c', 'b'), unit('b', 'a'), unit('a', 'c')]],
  ])('finds a circle of %s', (_, units) => {
    expect(placeUnits(units, new Map()).circle).not.toBeNull();
  });

  it('is not bothered by a very deep one', () => {
    const deep = Array.from({ length: 20_000 }, (_, n) => unit(String(n), n === 0 ? null : String(n - 1)));
    expect(placeUnits(deep.reverse(), new Map()).placed).toHaveLength(20_000);
  });
});
