import { describe, expect, it } from '@jest/globals';
import type { PersonCard } from '../../api/generated/types.gen.js';
import { lifeLineOf } from './life-line-scale.js';

const today = '2026-11-21';

function card(
  spans: readonly [from: string, to: string | null][],
  timeline: PersonCard['timeline'] = [],
): PersonCard {
  return {
    person: { id: 'p', name: 'Anna Berg', protected: false },
    email: null,
    hsaId: null,
    employments: spans.map(([from, to], index) => ({
      id: String(index),
      unit: { id: 'u', name: 'Hemtjänst Norr' },
      title: 'Undersköterska',
      kind: 'permanent',
      from,
      to,
      state: to && to < today ? 'ended' : 'in-force',
      main: index === 0,
      manager: null,
      onLeave: false,
    })),
    grants: [],
    timeline,
    account: null,
    may: { request: false, terminate: false },
    waitingRequests: [],
  };
}

describe('the picture of a working life', () => {
  it('keeps everything between the edges, whatever the dates', () => {
    const line = lifeLineOf(
      card(
        [
          ['1999-01-01', null],
          ['2026-11-20', '2026-11-20'],
          ['2024-01-01', '2025-01-01'],
        ],
        [{ at: '1999-01-01', kind: 'joined', text: 'Började', unit: null }],
      ),
      today,
    );
    for (const lane of line.lanes) {
      expect(lane.from).toBeGreaterThanOrEqual(0);
      expect(lane.width).toBeGreaterThan(0);
      expect(lane.from + lane.width).toBeLessThanOrEqual(101);
    }
    expect(line.today).toBeGreaterThan(0);
    expect(line.today).toBeLessThan(100);
    // What happened before the picture begins is not squeezed in at its edge.
    expect(line.events).toEqual([]);
  });

  it('puts a mover’s lanes one after the other, and lets what is until further notice run out of the picture', () => {
    const line = lifeLineOf(
      card([
        ['2025-01-01', '2025-12-31'],
        ['2026-01-01', null],
      ]),
      today,
    );
    const [before, after] = line.lanes;
    expect(before?.isOpen).toBe(false);
    expect(after?.isOpen).toBe(true);
    expect(after?.from).toBeGreaterThanOrEqual((before?.from ?? 0) + (before?.width ?? 0) - 0.5);
  });

  it('shows a person without employments without failing', () => {
    expect(lifeLineOf(card([]), today).lanes).toEqual([]);
  });
});
