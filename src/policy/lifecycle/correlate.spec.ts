import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { correlationKeys } from '../model/correlation.js';
import {
  areSimilar,
  isSomebodyElse,
  correlate,
  type Candidate,
  type PersonalNames,
  type Sign,
} from './correlate.js';

const anna: PersonalNames = { givenName: 'Anna Maria', callName: 'Anna', familyName: 'Berg' };
const wed: PersonalNames = { givenName: 'Anna Maria', callName: 'Anna', familyName: 'Ek-Lund' };
const omar: PersonalNames = { givenName: 'Omar', callName: 'Omar', familyName: 'Haddad' };

function known(personId: string, signs: Sign[], more: Partial<Candidate> = {}): Candidate {
  return { personId, signs, names: anna, sameBirthDate: null, toldApart: false, ...more };
}

describe('whom a record is about', () => {
  it.each<[string, Candidate[], string]>([
    ['nobody is pointed to', [], 'new'],
    ['the number is the same', [known('a', ['personalNumber'])], 'link a'],
    ['the number is the same after a wedding', [known('a', ['personalNumber'], { names: wed })], 'link a'],
    ['the number and everything else', [known('a', ['hsaId', 'employeeNumber', 'personalNumber'])], 'link a'],
    [
      'the number is the same, the name wholly another',
      [known('a', ['personalNumber'], { names: omar })],
      'name-differs a',
    ],
    ['only the HSA-id', [known('a', ['hsaId'])], 'weak-match a'],
    ['only the HSA-id, another name', [known('a', ['hsaId'], { names: omar })], 'weak-match a'],
    ['only the employee number', [known('a', ['employeeNumber'])], 'weak-match a'],
    ['two systems that count alike', [known('a', ['employeeNumber'], { names: omar })], 'new'],
    [
      'the employee number of somebody else born that day',
      [known('a', ['employeeNumber'], { names: omar, sameBirthDate: true })],
      'weak-match a',
    ],
    ['the number that it says it replaces', [known('a', ['replacedNumber'])], 'link a'],
    [
      'the number that it says it replaces, the name wholly another',
      [known('a', ['replacedNumber'], { names: omar })],
      'name-differs a',
    ],
    ['a number from before', [known('a', ['formerNumber'])], 'former-number a'],
    [
      'a new number by name and birth date',
      [known('a', ['rekeyed'], { sameBirthDate: true })],
      'weak-match a',
    ],
    ['a new number, another birth date', [known('a', ['rekeyed'], { sameBirthDate: false })], 'new'],
    [
      'the number points to one, the HSA-id to another',
      [known('b', ['hsaId']), known('a', ['personalNumber'])],
      'several-candidates a,b',
    ],
    [
      'the number to one, a number that counts alike to another',
      [known('b', ['employeeNumber'], { names: omar }), known('a', ['personalNumber'])],
      'link a',
    ],
    ['HR has told them apart', [known('a', ['hsaId'], { toldApart: true })], 'new'],
    [
      'HR has told one of them apart',
      [known('b', ['hsaId'], { toldApart: true }), known('a', ['personalNumber'])],
      'link a',
    ],
  ])('%s', (_, candidates, expected) => {
    const found = correlate(anna, candidates, correlationKeys);
    expect(
      found.kind === 'new'
        ? 'new'
        : found.kind === 'link'
          ? `link ${found.personId}`
          : `${found.reason} ${found.candidates.map((c) => c.personId).join()}`,
    ).toBe(expected);
  });

  it('looks at nothing that is not in the configured order, and puts first what comes first in it', () => {
    const candidates = [known('a', ['personalNumber']), known('b', ['hsaId'])];
    expect(correlate(anna, candidates, ['hsaId'])).toMatchObject({ kind: 'case', reason: 'weak-match' });
    expect(correlate(anna, candidates, ['hsaId', 'personalNumber'])).toMatchObject({
      candidates: [{ personId: 'b' }, { personId: 'a' }],
    });
    expect(correlate(anna, candidates, [])).toEqual({ kind: 'new' });
  });

  it('never links without the number, with another name, or when anybody else is pointed to', () => {
    const names = fc.constantFrom(anna, wed, omar);
    const candidate = fc.record({
      personId: fc.constantFrom('a', 'b', 'c', 'd'),
      signs: fc.uniqueArray(
        fc.constantFrom<Sign>('personalNumber', 'hsaId', 'employeeNumber', 'formerNumber', 'rekeyed'),
      ),
      names,
      sameBirthDate: fc.constantFrom(true, false, null),
      toldApart: fc.boolean(),
    });
    fc.assert(
      fc.property(
        names,
        fc.uniqueArray(candidate, { selector: (c) => c.personId }),
        fc.shuffledSubarray([...correlationKeys]),
        (record, candidates, order) => {
          const found = correlate(record, candidates, order);
          // The answer does not depend on the order in which candidates were found.
          expect(correlate(record, [...candidates].reverse(), order)).toEqual(found);
          if (found.kind === 'link') {
            const person = candidates.find((c) => c.personId === found.personId);
            expect(person?.signs).toContain('personalNumber');
            expect(person?.toldApart).toBe(false);
            expect(person && areSimilar(record, person.names)).toBe(true);
            expect(order).toContain('personalNumber');
            const hsa = candidates.filter((c) => !c.toldApart && c.signs.includes('hsaId'));
            if (order.includes('hsaId')) expect(hsa.every((c) => c.personId === found.personId)).toBe(true);
          }
          if (found.kind === 'case') expect(found.candidates.some((c) => c.toldApart)).toBe(false);
        },
      ),
    );
  });
});

it('a known key is somebody else’s when the name is like none of those known', () => {
  expect(isSomebodyElse(omar, [anna, wed])).toBe(true);
  expect(isSomebodyElse(wed, [omar, anna])).toBe(false);
});

describe('similar names', () => {
  const family = (familyName: string, callName = 'Bo'): PersonalNames => ({
    givenName: callName,
    callName,
    familyName,
  });
  it.each<[PersonalNames, PersonalNames, boolean]>([
    [family('Öberg'), family('OBERG', 'Eva'), true],
    [family('Andersson'), family('Anderson', 'Eva'), true],
    [family('Ek'), family('Ekh', 'Eva'), false],
    [family('Lind'), family('Lund', 'Eva'), false],
    [family('Berg'), family('Ek-Berg', 'Eva'), true],
    [family('von Berg'), family('von Ek', 'Eva'), false],
    [family('Berg', 'Kristian'), family('Ek', 'Krisitan'), true],
    [family('Berg'), family('Ek'), true],
    [family('Berg', 'Al'), family('Ek', 'Al'), true],
    [family('Berg', 'Eva'), family('Ek', 'Ada'), false],
  ])('%j and %j: %s', (a, b, expected) => {
    expect(areSimilar(a, b)).toBe(expected);
    expect(areSimilar(b, a)).toBe(expected);
  });
});
