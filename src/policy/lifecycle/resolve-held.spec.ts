import { describe, expect, it } from '@jest/globals';
import { cancelHeld, releaseHeld, type HeldState } from './resolve-held.js';

describe('who may settle what a breaker stopped', () => {
  it.each<[HeldState, string[], string | null, string | null]>([
    // state, caused by, releasing refused with, cancelling refused with
    ['held', [], null, null],
    ['held', ['other'], null, null],
    ['held', ['me'], 'held-same-person', null],
    ['held', ['other', 'me'], 'held-same-person', null],
    ['released', [], 'change-not-held', 'change-not-held'],
    ['cancelled', ['me'], 'change-not-held', 'change-not-held'],
  ])('%s, caused by %j', (state, causedBy, release, cancel) => {
    expect(releaseHeld({ state, causedBy }, 'me')?.code ?? null).toBe(release);
    expect(cancelHeld({ state })?.code ?? null).toBe(cancel);
  });
});
