import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isRefusal } from '../model/refusal.js';
import {
  acceptedAcrs,
  assuranceOfSignIn,
  highestLevel,
  momentOfSignIn,
  type LevelsOfIssuer,
} from './assurance-of-sign-in.js';
import { numbersAt, textsAt } from './claims.js';

const siths: LevelsOfIssuer = [
  { acr: ['http://id.sambi.se/loa/loa2'], level: 2 },
  { acr: ['http://id.sambi.se/loa/loa3'], level: 3, method: 'SITHS' },
  { acr: ['http://id.sambi.se/loa/loa4'], level: 4 },
];
const broker: LevelsOfIssuer = [
  {
    claims: [
      { at: 'idp', oneOf: ['freja'] },
      { at: '/freja/level', oneOf: ['PLUS'] },
    ],
    level: 3,
    ask: 'idp:freja',
    method: 'Freja+',
  },
  { claims: [{ at: 'idp', oneOf: ['freja'] }], level: 2 },
  {
    claims: [{ at: 'idp', oneOf: ['sbid'] }],
    amr: ['external'],
    level: 3,
    ask: 'idp:sbid',
    method: 'BankID',
  },
];
const stated = (acr: unknown, claims: Record<string, unknown> = {}, amr?: unknown) => ({ acr, amr, claims });

describe('assurance of a sign-in', () => {
  it('is what the issuer’s table says of the acr', () => {
    expect(assuranceOfSignIn(siths, stated('http://id.sambi.se/loa/loa3'))).toEqual({
      level: 3,
      acr: 'http://id.sambi.se/loa/loa3',
      method: 'SITHS',
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
    const answer = assuranceOfSignIn(siths, stated(acr));
    expect(isRefusal(answer) ? [answer.code, answer.facts] : answer).toEqual([
      'level-too-low',
      { has, demanded: 3 },
    ]);
  });

  it('refuses level 3 where 4 is demanded', () => {
    expect(isRefusal(assuranceOfSignIn(siths, stated('http://id.sambi.se/loa/loa3'), 4))).toBe(true);
  });

  it('demands the values that are worth enough, strongest first, by the name to ask for', () => {
    expect(acceptedAcrs(siths)).toEqual(['http://id.sambi.se/loa/loa4', 'http://id.sambi.se/loa/loa3']);
    expect(acceptedAcrs(siths, 4)).toEqual(['http://id.sambi.se/loa/loa4']);
    expect(acceptedAcrs(broker)).toEqual(['idp:freja', 'idp:sbid']);
    expect([highestLevel(siths), highestLevel(broker), highestLevel([])]).toEqual([4, 3, 0]);
  });

  it.each<[string, unknown, Record<string, unknown>, number | null]>([
    ['BankID by claim and amr', ['external'], { idp: 'sbid' }, 3],
    ['BankID with more methods', ['mfa', 'external'], { idp: 'sbid' }, 3],
    ['BankID without amr', undefined, { idp: 'sbid' }, null],
    ['BankID with amr as a text', 'external', { idp: 'sbid' }, null],
    ['Freja at its highest', undefined, { idp: 'freja', freja: { level: 'PLUS' } }, 3],
    [
      'Freja lower: the first rule that fits decides',
      undefined,
      { idp: 'freja', freja: { level: 'BASIC' } },
      null,
    ],
    ['another e-identification', ['external'], { idp: 'nbid' }, null],
    ['nothing stated', undefined, {}, null],
  ])('of a broker, by what it says instead of acr: %s', (_, amr, claims, level) => {
    const answer = assuranceOfSignIn(broker, stated(undefined, claims, amr));
    expect(isRefusal(answer) ? null : answer.level).toBe(level);
  });

  it('a rule without a condition fits nothing', () => {
    expect(isRefusal(assuranceOfSignIn([{ level: 4 }], stated('x', { idp: 'sbid' }, ['pwd'])))).toBe(true);
    expect(isRefusal(assuranceOfSignIn([{ amr: [], level: 4 }], stated('x', {}, [])))).toBe(true);
  });

  it('is never above what a rule with a condition that holds gives, whatever the token says', () => {
    const acrs = siths.flatMap(({ acr }) => acr ?? []);
    const anyAcr = fc.oneof(
      fc.constantFrom(...acrs),
      fc.constantFrom(...acrs.map((acr) => [acr])),
      fc.anything(),
    );
    fc.assert(
      fc.property(anyAcr, fc.anything(), fc.integer({ min: 1, max: 4 }), (acr, amr, demanded) => {
        const answer = assuranceOfSignIn(siths, { acr, amr, claims: {} }, demanded);
        const honest = siths.find((rule) => rule.acr?.some((one) => one === acr))?.level ?? 0;
        return isRefusal(answer) ? honest < demanded : answer.level === honest && honest >= demanded;
      }),
    );
  });
});

describe('the moment of a sign-in', () => {
  const now = new Date('2026-11-21T08:01:00Z');
  const asked = new Date('2026-11-21T08:00:00Z');
  const at = (secondsBefore: number): number => asked.getTime() / 1000 - secondsBefore;
  it.each<[string, unknown, number | null, boolean, string]>([
    ['after it was asked for', at(-50), 0, false, '2026-11-21T08:00:50.000Z'],
    ['shortly before', at(40), 60, false, '2026-11-21T07:59:20.000Z'],
    [
      'of an older session at the provider, nothing demanded',
      at(7200),
      null,
      false,
      '2026-11-21T06:00:00.000Z',
    ],
    ['not stated, nothing demanded: long ago', undefined, null, false, '1970-01-01T00:00:00.000Z'],
    ['not stated by a provider that always asks', undefined, 0, true, '2026-11-21T08:00:00.000Z'],
    ['old although the provider always asks', at(7200), 60, true, 'level-too-low'],
    ['a little ahead of us', at(-80), 0, false, '2026-11-21T08:01:00.000Z'],
    ['too old', at(120), 60, false, 'level-too-low'],
    ['not stated', undefined, 60, false, 'level-too-low'],
    ['stated as text', String(at(1)), 60, false, 'level-too-low'],
    ['no number', Number.NaN, 0, false, 'level-too-low'],
    ['far ahead of us', at(-3600), null, false, 'provider-error'],
  ])('is %s', (_, authTime, maxAge, asksEveryTime, expected) => {
    const answer = momentOfSignIn(authTime, { maxAge, asked, asksEveryTime }, now);
    expect(isRefusal(answer) ? answer.code : answer.toISOString()).toBe(expected);
  });
});

describe('claims', () => {
  const claims = {
    'https://id.oidc.se/claim/personalIdentityNumber': '198001012384',
    hsa: ['SE1', 'SE2', 3, null, ''],
    organisation: [{ 'a/b': { '~': 'deep' } }],
    yes: true,
  };
  it.each<[string, string[]]>([
    ['https://id.oidc.se/claim/personalIdentityNumber', ['198001012384']],
    ['hsa', ['SE1', 'SE2', '3']],
    ['/organisation/0/a~1b/~0', ['deep']],
    ['/organisation/1/a', []],
    ['/hsa/length', []],
    ['yes', ['true']],
    ['organisation', []],
    ['constructor', []],
    ['__proto__', []],
    ['/constructor/name', []],
  ])('at %s', (place, found) => {
    expect(textsAt(claims, place)).toEqual(found);
  });

  it('are numbers when they have twelve digits', () => {
    const given = {
      a: '19800101-2384',
      b: ['198001012384', '8001012384'],
      c: '198001612381x',
      d: '198001612387',
    };
    expect(numbersAt(given, ['a', 'b', 'c', 'd', 'e'])).toEqual(['198001012384', '198001612387']);
  });
});
