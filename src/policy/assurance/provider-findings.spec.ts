import { describe, expect, it } from '@jest/globals';
import { providerFindings, type AskedFacts, type PublishedFacts } from './provider-findings.js';
import { shownClaims } from './shown-claims.js';

const published: PublishedFacts = {
  clientAuthentications: ['private_key_jwt'],
  pkce: ['S256'],
  acrs: ['loa3'],
  scopes: ['openid'],
  claims: ['employeeHsaId'],
  takesClaims: true,
  takesRequestObjects: true,
  prompts: ['login'],
  statesIssuer: true,
  hasUserinfo: true,
  endsSessions: true,
  tellsLogouts: true,
};
const asked: AskedFacts = {
  clientAuthentication: 'private_key_jwt',
  demandBy: 'claims',
  acrs: ['loa3'],
  scopes: ['openid'],
  claims: ['employeeHsaId'],
  requestObject: 'signed',
  userinfo: 'plain',
  prompt: 'login',
  highestLevel: 3,
  neededLevel: 3,
};

describe('looking at a provider', () => {
  it('finds nothing where what is asked and what is there go together', () => {
    expect(providerFindings(published, asked)).toEqual([]);
  });

  it.each<[string, Partial<PublishedFacts>, Partial<AskedFacts>, string]>([
    ['no sign-in would be strong enough', {}, { highestLevel: 2 }, 'level-never-reached wrong 2'],
    [
      'another client authentication',
      {},
      { clientAuthentication: 'client_secret_jwt' },
      'client-authentication wrong client_secret_jwt',
    ],
    [
      'silence on it means basic',
      { clientAuthentications: undefined },
      {},
      'client-authentication wrong private_key_jwt',
    ],
    ['no PKCE', { pkce: undefined }, {}, 'pkce weak S256'],
    ['an acr it does not know', {}, { acrs: ['loa4'] }, 'acr weak loa4'],
    ['a scope it does not know', {}, { scopes: ['openid', 'nin'] }, 'scope wrong nin'],
    ['a claim it does not give', {}, { claims: ['nin'] }, 'claim weak nin'],
    ['no claims parameter', { takesClaims: undefined }, {}, 'claims-parameter weak '],
    ['no request objects', { takesRequestObjects: false }, {}, 'request-object wrong '],
    ['another prompt', {}, { prompt: 'consent' }, 'prompt weak consent'],
    ['no userinfo', { hasUserinfo: false }, {}, 'userinfo wrong '],
    ['answers that name no issuer', { statesIssuer: undefined }, {}, 'issuer-not-stated weak '],
    ['no end of the session there', { endsSessions: false }, {}, 'no-logout weak '],
    ['no word of logouts', { tellsLogouts: false }, {}, 'no-back-channel weak '],
  ])('finds %s', (_, there, wanted, expected) => {
    const found = providerFindings({ ...published, ...there }, { ...asked, ...wanted });
    expect(found.map(({ code, weight, what }) => `${code} ${weight} ${what ?? ''}`)).toEqual([expected]);
  });
});

describe('claims shown to whoever tries a provider', () => {
  it('say how somebody signed in, and of who it is only that it is there', () => {
    const claims = {
      acr: 'loa3',
      amr: ['pin', 'hwk'],
      auth_time: 1_800_000_000,
      idp: 'sbid',
      employeeHsaId: 'SE5555555555-ANNA',
      nin: '198001012384',
      given_name: 'Anna',
      sub: '198001012384',
      level: 'PLUS',
      country: '198001012384',
      nonce: 'x',
    };
    const shown = Object.fromEntries(
      shownClaims(claims, ['/level/0', 'employeeHsaId']).map((one) => [one.name, one.shown]),
    );
    expect(shown).toEqual({
      acr: 'loa3',
      amr: '["pin","hwk"]',
      auth_time: '1800000000',
      idp: 'sbid',
      employeeHsaId: 'SE5555555555-ANNA',
      nin: '••••',
      given_name: '••••',
      sub: '••••',
      level: 'PLUS',
      country: '••••',
    });
  });
});
