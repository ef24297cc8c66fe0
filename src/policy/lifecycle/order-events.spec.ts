import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { courseOf, isMoveToCome, isNews, isTooFarAhead, type KnownFacts } from './order-events.js';

const nine = new Date('2026-11-23T09:00:00Z');
const ten = new Date('2026-11-23T10:00:00Z');

describe('an event against what is known', () => {
  it.each<[string, { at: Date; eventId: string }, KnownFacts, boolean]>([
    ['nothing known', { at: nine, eventId: 'a' }, { at: null, eventId: null }, true],
    ['later', { at: ten, eventId: 'a' }, { at: nine, eventId: 'b' }, true],
    ['earlier', { at: nine, eventId: 'b' }, { at: ten, eventId: 'a' }, false],
    ['at the moment of a full delivery', { at: nine, eventId: 'a' }, { at: nine, eventId: null }, true],
    [
      'at the moment of an event with a smaller id',
      { at: nine, eventId: 'b' },
      { at: nine, eventId: 'a' },
      true,
    ],
    [
      'at the moment of an event with a greater id',
      { at: nine, eventId: 'a' },
      { at: nine, eventId: 'b' },
      false,
    ],
    ['the very same', { at: nine, eventId: 'a' }, { at: nine, eventId: 'a' }, false],
  ])('%s', (_, event, known, expected) => {
    expect(isNews(event, known)).toBe(expected);
  });

  it('leaves the same one standing whatever the order of arrival', () => {
    const event = fc.record({
      at: fc.integer({ min: 0, max: 3 }).map((minute) => new Date(nine.getTime() + minute * 60_000)),
      eventId: fc.constantFrom('a', 'b', 'c', 'd'),
    });
    const stands = (events: readonly { at: Date; eventId: string }[]): KnownFacts =>
      events.reduce<KnownFacts>((known, next) => (isNews(next, known) ? next : known), {
        at: null,
        eventId: null,
      });
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
        (events, keys) => {
          const shuffled = events
            .map((one, nth) => ({ one, key: keys[nth] ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ one }) => one);
          expect(stands([...shuffled, ...shuffled])).toEqual(stands(events));
        },
      ),
    );
  });
});

describe('the course of an event', () => {
  const known = { at: nine, eventId: null, isKnown: true };

  it.each([
    [
      'a joiner of somebody unknown',
      { at: ten, eventId: 'a', brings: true },
      { ...known, isKnown: false },
      'apply',
    ],
    [
      'a leaver of somebody unknown',
      { at: ten, eventId: 'a', brings: false },
      { ...known, isKnown: false },
      'unknown-person',
    ],
    ['a leaver of somebody known', { at: ten, eventId: 'a', brings: false }, known, 'apply'],
    ['old news of somebody known', { at: new Date(0), eventId: 'a', brings: false }, known, 'stale'],
    [
      'a joiner from before a delivery that no longer names them',
      { at: new Date(0), eventId: 'a', brings: true },
      { ...known, isKnown: false },
      'stale',
    ],
  ])('%s', (_, event, facts, expected) => {
    expect(courseOf({ movesLater: false, ...event }, facts)).toBe(expected);
  });
});

it('waits with a move that has not come, and with nothing else', () => {
  const later = { at: ten, eventId: 'a', brings: false, movesLater: true };
  expect(courseOf(later, { at: nine, eventId: null, isKnown: true })).toBe('not-yet');
  expect(courseOf(later, { at: new Date(ten.getTime() + 1), eventId: null, isKnown: true })).toBe('stale');
  const known = { unit: '110', title: 'Undersköterska', inForce: true };
  const move = { moved: true, unit: '120', title: 'Undersköterska', known };
  const comes = (from: string | null, ...stated: Parameters<typeof isMoveToCome>[2]): boolean =>
    isMoveToCome(from, '2026-11-23', stated);
  expect(comes('2026-11-24', move)).toBe(true);
  expect(comes('2026-11-24', { ...move, unit: '110', title: 'Samordnare' })).toBe(true);
  expect(comes('2026-11-23', move)).toBe(false);
  expect(comes(null, move)).toBe(false);
  expect(comes('2026-11-24', { ...move, moved: false })).toBe(false);
  expect(comes('2026-11-24', { ...move, unit: '110' })).toBe(false);
  expect(comes('2026-11-24', { ...move, known: null })).toBe(false);
  expect(comes('2026-11-24', { ...move, known: { ...known, inForce: false } })).toBe(false);
});

it('tells a clock that runs ahead from one that is a little off', () => {
  expect(isTooFarAhead(ten, nine, 1)).toBe(false);
  expect(isTooFarAhead(new Date(ten.getTime() + 1), nine, 1)).toBe(true);
  expect(isTooFarAhead(nine, ten, 1)).toBe(false);
});
