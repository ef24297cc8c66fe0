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
    mergedInto: null,
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
      leave: null,
    })),
    grants: [],
    timeline,
    handovers: [],
    account: null,
    may: { request: false, terminate: false, unmask: false, readUnmaskings: false },
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

  it('draws leave within its employment, and what stayed in the old unit until it is over', () => {
    const plain = card([['2026-01-01', '2026-12-31']]);
    const [employment] = plain.employments;
    if (!employment) throw new Error('no employment');
    const line = lifeLineOf(
      {
        ...plain,
        employments: [{ ...employment, leave: { from: '2025-06-01', to: '2027-06-01' } }],
        handovers: [{ unit: 'Almen', from: '2026-11-01', to: '2026-11-15' }],
      },
      today,
    );
    const [lane] = line.lanes;
    expect(lane?.rest?.from).toBe(lane?.from);
    expect((lane?.rest?.from ?? 0) + (lane?.rest?.width ?? 0)).toBeLessThanOrEqual(
      (lane?.from ?? 0) + (lane?.width ?? 0) + 1,
    );
    const [tail] = line.tails;
    expect((tail?.from ?? 0) + (tail?.width ?? 0)).toBeLessThan(line.today);
  });

  it('leaves out a leave that lies outside the employment', () => {
    const plain = card([['2026-01-01', '2026-12-31']]);
    const employments = plain.employments.map((one) => ({
      ...one,
      leave: { from: '2027-02-01', to: '2027-03-01' },
    }));
    expect(lifeLineOf({ ...plain, employments }, today).lanes[0]?.rest).toBeNull();
  });

  it('shows a person without employments without failing', () => {
    expect(lifeLineOf(card([]), today).lanes).toEqual([]);
  });
});
