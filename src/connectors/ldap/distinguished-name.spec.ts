import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { below, component, dnKey, isControl, nameKey, tidy } from './distinguished-name.js';

const base = 'ou=people,dc=vard,dc=test';

describe('a distinguished name', () => {
  it.each([
    ['Berg, Anna', 'uid=Berg\\2c Anna'],
    [' a ', 'uid=\\20a\\20'],
    ['#1', 'uid=\\231'],
    ['a#1', 'uid=a#1'],
    ['a\\b"c+d;e<f>g=h', 'uid=a\\5cb\\22c\\2bd\\3be\\3cf\\3eg\\3dh'],
    ['nul\u0000', 'uid=nul\\00'],
    ['Åsa Öberg', 'uid=Åsa Öberg'],
  ])('writes %j so that it stays one value', (value, written) => {
    expect(component('uid', value)).toBe(written);
  });

  it('is the same however a server spells it', () => {
    const same = [
      'uid=Åsa\\2C Berg,ou=people,dc=vard,dc=test',
      'UID=\\C3\\85sa\\, Berg,OU=People,DC=vard,DC=test',
      'uid = åsa\\2c  berg,ou=people,dc=vard,dc=test',
      'uid=A\u030asa\\, berg,ou=people,dc=vard,dc=test',
    ];
    expect(new Set(same.map(dnKey)).size).toBe(1);
    expect(dnKey('uid=Åsa,ou=Berg,ou=people,dc=vard,dc=test')).not.toBe(dnKey(same[0] ?? ''));
  });

  it('cannot be made to lie anywhere else than below its base, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
        const parts = dnKey(below('uid', name, base)).split('\u0000');
        const expected = dnKey(base).split('\u0000');
        expect(parts.slice(-expected.length)).toEqual(expected);
        // A NUL in the name itself is what the key is joined by.
        expect(parts.slice(0, -expected.length).join('\u0000')).toBe(`uid=${nameKey(name)}`);
      }),
    );
  });

  it('is different for names that a directory holds to be different', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (a, b) => {
        expect(dnKey(below('cn', a, base)) === dnKey(below('cn', b, base))).toBe(nameKey(a) === nameKey(b));
      }),
    );
  });

  it('knows control characters, and blanks that do not count', () => {
    expect([isControl('a\u0000b'), isControl('a\nb'), isControl('\u007f'), isControl('Åsa 🙂')]).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(tidy('  two   blanks ')).toBe('two blanks');
  });
});
