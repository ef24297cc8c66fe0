import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Level } from '../model/actor.js';
import { mayOpen, mayReview, maySignInWith } from './break-glass.js';
import { checkInvitation, mayInvite } from './invitation.js';
import { checkAuthenticator, enrolWithinMinutes, isCloned, levelOfPasskey, mayEnrol } from './passkey.js';

const now = new Date('2026-11-22T07:00:00Z');
const minutes = (count: number): Date => new Date(now.getTime() + count * 60_000);

describe('who may add a credential', () => {
  it.each<[string, string, Level, number, boolean]>([
    ['level 3 at a provider, just now', 'oidc', 3, 0, true],
    ['level 4 at a provider', 'oidc', 4, 2, true],
    ['level 3 at a provider, five minutes ago', 'oidc', 3, 5, true],
    ['level 3 at a provider, longer ago', 'oidc', 3, 5.1, false],
    ['level 2 at a provider', 'oidc', 2, 0, false],
    ['a passkey: one credential begets no other', 'passkey', 3, 0, false],
    ['password and code', 'totp', 2, 0, false],
    ['an emergency account', 'break-glass', 4, 0, false],
  ])('%s', (_, kind, level, since, may) => {
    expect(mayEnrol({ kind, level, authenticatedAt: minutes(-since) }, now)?.code ?? null).toBe(
      may ? null : 'enrol-at-provider',
    );
  });

  it('is nobody whose sign-in is weaker, older or of another kind, whatever the rest', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('oidc', 'passkey', 'totp', 'break-glass'),
        fc.constantFrom<Level>(1, 2, 3, 4),
        fc.integer({ min: 0, max: 30 }),
        (kind, level, since) => {
          const refusal = mayEnrol({ kind, level, authenticatedAt: minutes(-since) }, now);
          expect(refusal === null).toBe(kind === 'oidc' && level >= 3 && since <= enrolWithinMinutes);
        },
      ),
    );
  });
});

describe('a passkey', () => {
  it('is worth what the policy says of its kind', () => {
    const levels = { deviceBound: 3, synced: 2 } as const;
    expect(levelOfPasskey({ deviceBound: true }, levels)).toBe(3);
    expect(levelOfPasskey({ deviceBound: false }, levels)).toBe(2);
  });

  it.each([
    [0, 0, false], // a key that does not count
    [0, 1, false],
    [5, 6, false],
    [5, 5, true],
    [5, 4, true],
    [5, 0, true],
  ])('whose counter was %i and is %i is a copy: %s', (before, after, cloned) => {
    expect(isCloned(before, after)).toBe(cloned);
  });

  it('and its copy are found out the first time that the second of the two is used', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 50 }), (counter, uses) => {
        let known = counter;
        for (let use = 1; use <= uses; use += 1) {
          expect(isCloned(known, counter + use)).toBe(false);
          known = counter + use;
        }
        expect(isCloned(known, counter + 1)).toBe(true);
      }),
    );
  });

  const model = 'ee882879-721c-4913-9775-3dfcce97072a';
  it.each([
    ['any model where none are listed', { aaguid: model, format: 'none', vouchedFor: false }, [], null],
    ['a listed model, vouched for', { aaguid: model, format: 'packed', vouchedFor: true }, [model], null],
    ['a listed model in capitals', { aaguid: model.toUpperCase(), format: 'packed', vouchedFor: true }, [model], null],
    ['a claim that nobody vouches for', { aaguid: model, format: 'none', vouchedFor: false }, [model], 'passkey-not-accepted'],
    ['another model', { aaguid: model.replace('e', 'f'), format: 'packed', vouchedFor: true }, [model], 'passkey-not-accepted'],
    ['no model', { aaguid: '00000000-0000-0000-0000-000000000000', format: 'packed', vouchedFor: true }, [model], 'passkey-not-accepted'],
  ])('is enrolled by its model: %s', (_, shown, allowed, code) => {
    expect(checkAuthenticator(shown, allowed)?.code ?? null).toBe(code);
  }); // prettier-ignore
});

describe('an invitation', () => {
  it.each([
    ['by somebody else, to one who works here', 'a', 'b', true, null],
    ['by the operator', null, 'b', true, null],
    ['to oneself', 'a', 'a', true, 'own-invitation'],
    ['to one who does not work here', 'a', 'b', false, 'no-employment'],
    ['to oneself who does not work here', 'a', 'a', false, 'own-invitation'],
  ])('%s', (_, issuerId, personId, employed, code) => {
    expect(mayInvite({ issuerId, personId, employed })?.code ?? null).toBe(code);
  });

  const good = { expiresAt: minutes(1), usedAt: null, withdrawnAt: null };
  it.each([
    ['that is new', good, true],
    ['of which there is none', null, false],
    ['that ends this moment', { ...good, expiresAt: now }, false],
    ['that has been used', { ...good, usedAt: minutes(-1) }, false],
    ['that was withdrawn', { ...good, withdrawnAt: minutes(-1) }, false],
  ])('%s is answered alike whatever is wrong', (_, invitation, isGood) => {
    const refusal = checkInvitation(invitation, now);
    expect(refusal).toEqual(isGood ? null : checkInvitation(null, now));
  });
});

describe('an emergency account', () => {
  const facts = { isOpen: false, secretUsedAt: null, hours: 4, maxHours: 8, employed: true };
  it.each([
    ['with its seal unbroken', facts, null],
    ['for as long as is allowed', { ...facts, hours: 8 }, null],
    ['that is open', { ...facts, isOpen: true }, 'emergency-open'],
    ['whose secret was used', { ...facts, secretUsedAt: minutes(-5) }, 'seal-broken'],
    ['for too long', { ...facts, hours: 8.1 }, 'invalid'],
    ['for no time', { ...facts, hours: 0 }, 'invalid'],
    ['for a time that is none', { ...facts, hours: Number.NaN }, 'invalid'],
    ['for somebody who has left', { ...facts, employed: false }, 'no-employment'],
  ])('%s is opened or refused', (_, stated, code) => {
    expect(mayOpen(stated)?.code ?? null).toBe(code);
  });

  it.each([
    ['while it is open', { expiresAt: minutes(1), closedAt: null }, true],
    ['when it is over', { expiresAt: now, closedAt: null }, false],
    ['when it was closed', { expiresAt: minutes(1), closedAt: minutes(-1) }, false],
    ['when it was never opened', null, false],
  ])('signs in %s', (_, opening, may) => {
    expect(maySignInWith(opening, now) === null).toBe(may);
  });

  const used = { personId: 'a', closedAt: minutes(-5), reviewedAt: null };
  it.each([
    ['another, afterwards', used, 'b', null],
    ['whoever used it', used, 'a', 'own-emergency'],
    ['another, while it is open', { ...used, closedAt: null }, 'b', 'emergency-open'],
    ['a second one', { ...used, reviewedAt: minutes(-1) }, 'b', 'emergency-reviewed'],
  ])('is judged by %s', (_, opening, reviewer, code) => {
    expect(mayReview(opening, reviewer)?.code ?? null).toBe(code);
  });
});
