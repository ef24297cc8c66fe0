import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '../model/refusal.js';
import { acceptedAcrs, assuranceOfSignIn, type LevelsOfIssuer } from './assurance-of-sign-in.js';

const siths: LevelsOfIssuer = {
  'http://id.sambi.se/loa/loa2': 2,
  'http://id.sambi.se/loa/loa3': 3,
  'http://id.sambi.se/loa/loa4': 4,
};

describe('assurance of a sign-in', () => {
  it('is what the issuer’s table says of the acr', () => {
    expect(assuranceOfSignIn(siths, 'http://id.sambi.se/loa/loa3')).toEqual({
      level: 3,
      acr: 'http://id.sambi.se/loa/loa3',
    });
  });

  it.each([
    ['a reserve card', 'http://id.sambi.se/loa/loa2', 2],
    ['no acr', undefined, null],
    ['an unknown acr', 'http://id.elegnamnden.se/loa/1.0/loa3', null],
    ['another case', 'HTTP://ID.SAMBI.SE/LOA/LOA3', null],
    ['space around it', ' http://id.sambi.se/loa/loa3', null],
    ['a list that holds the right one', ['http://id.sambi.se/loa/loa3'], null],
    ['a number', 3, null],
    ['a name every object has', 'constructor', null],
    ['the prototype', '__proto__', null],
  ])('refuses %s', (_, acr, has) => {
    const answer = assuranceOfSignIn(siths, acr);
    expect(isRefusal(answer) ? [answer.code, answer.facts] : answer).toEqual([
      'level-too-low',
      { has, demanded: 3 },
    ]);
  });

  it('refuses level 3 where 4 is demanded', () => {
    expect(isRefusal(assuranceOfSignIn(siths, 'http://id.sambi.se/loa/loa3', 4))).toBe(true);
  });

  it('demands the values that are worth enough, strongest first', () => {
    expect(acceptedAcrs(siths)).toEqual(['http://id.sambi.se/loa/loa4', 'http://id.sambi.se/loa/loa3']);
  });
});
