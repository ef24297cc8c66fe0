import { describe, expect, it } from '@jest/globals';
import { isRefusal } from '../model/refusal.js';
import { admits, isOverdue, lastDayOf, readAssertion } from './api-client.js';
import { scopesFor } from './scopes.js';

const now = new Date('2026-11-21T08:00:00Z');
const seconds = now.getTime() / 1000;
const expected = { clientId: 'c1', audiences: ['https://g.example/api/oauth/token', 'https://g.example'] };
const honest = {
  iss: 'c1',
  sub: 'c1',
  aud: 'https://g.example/api/oauth/token',
  iat: seconds,
  exp: seconds + 60,
  jti: 'an-id-of-its-own',
};

describe('a program’s assertion', () => {
  it('is taken when it is about itself, for us, short and has an id', () => {
    expect(readAssertion(honest, expected, now)).toEqual({
      jti: 'an-id-of-its-own',
      expiresAt: new Date((seconds + 90) * 1000),
    });
    expect(isRefusal(readAssertion({ ...honest, aud: ['https://g.example'] }, expected, now))).toBe(false);
  });

  it.each<[string, Record<string, unknown>]>([
    ['another issuer', { iss: 'c2' }],
    ['about another client', { sub: 'c2' }],
    ['for another server', { aud: 'https://other.example' }],
    ['for several', { aud: ['https://g.example', 'https://other.example'] }],
    ['without audience', { aud: undefined }],
    ['expired', { exp: seconds - 31 }],
    ['without end', { exp: undefined }],
    ['an end that is text', { exp: String(seconds + 60) }],
    ['valid for an hour', { exp: seconds + 3600 }],
    ['of tomorrow', { iat: seconds + 86_400 }],
    ['not before tomorrow', { nbf: seconds + 86_400 }],
    ['without id', { jti: undefined }],
    ['with an empty id', { jti: '' }],
  ])('is refused: %s', (_, change) => {
    const answer = readAssertion({ ...honest, ...change }, expected, now);
    expect(isRefusal(answer) && answer.code).toBe('client-not-known');
  });
});

describe('an API client', () => {
  const client = { name: 'Personec', expiresOn: '2026-11-21', disabled: false };
  it.each([
    ['on its last day', client, true],
    ['the day after', { ...client, expiresOn: '2026-11-20' }, false],
    ['disabled', { ...client, disabled: true }, false],
  ])('is let in or not %s', (_, standing, isLetIn) => {
    expect(admits(standing, '2026-11-21') === null).toBe(isLetIn);
  });

  it('always has an end within reach', () => {
    expect(lastDayOf('2027-11-21', '2026-11-21', 366)).toBeNull();
    expect(lastDayOf('2027-11-23', '2026-11-21', 366)?.code).toBe('end-too-late');
    expect(lastDayOf('2026-11-20', '2026-11-21', 366)?.code).toBe('end-not-later');
  });

  it('without an owner works so many days and no longer', () => {
    expect(isOverdue('2026-11-08', '2026-11-21', 14)).toBe(false);
    expect(isOverdue('2026-11-07', '2026-11-21', 14)).toBe(true);
  });

  it('gets of its scopes what it asks for, and nothing else', () => {
    expect(scopesFor(undefined, ['hr.events'])).toEqual(['hr.events']);
    expect(scopesFor('  ', ['hr.events'])).toEqual(['hr.events']);
    expect(scopesFor('hr.events  hr.events', ['hr.events'])).toEqual(['hr.events']);
    expect(scopesFor('hr.events admin', ['hr.events'])).toBeNull();
    expect(scopesFor('hr.events', [])).toBeNull();
  });
});
