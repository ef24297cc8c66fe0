import { describe, expect, it } from '@jest/globals';
import type { ReviewItemView } from '../../api/generated/types.gen.js';
import { groupByPerson, nextOpenGroup, tallyOf } from './review-groups.js';

function item(id: string, personId: string, with_: Partial<ReviewItemView> = {}): ReviewItemView {
  return {
    id,
    person: { id: personId, name: `Person ${personId}`, protected: false },
    onBehalfOf: null,
    title: 'Undersköterska',
    grant: {
      id: `grant ${id}`,
      role: { id: 'role', name: 'Journal', sentence: 'Läsa journalen', privileged: false },
      system: 'Journalen',
      unit: { id: 'unit', name: 'Hemtjänst Norr' },
      employmentId: `employment ${personId}`,
      source: 'birthright',
      from: '2026-01-01T00:00:00Z',
      to: null,
      nextReview: null,
      state: 'active',
      endedAt: null,
      endedReason: null,
      restsFor: [],
      outgrown: false,
      acrossProviders: false,
      why: 'Regel',
      grantedBy: null,
      delivery: 'confirmed',
    },
    analysis: { version: 1, validTo: '2027-01-01', purpose: 'Vård' },
    colleagues: null,
    green: true,
    state: 'open',
    decision: null,
    reason: null,
    removal: null,
    ...with_,
  };
}

describe('a guided review', () => {
  it('takes one person at a time, with what needs thought before what is green', () => {
    const groups = groupByPerson([item('1', 'a'), item('2', 'b'), item('3', 'a', { green: false })]);
    expect(groups.map(({ id, items }) => [id, items.map((each) => each.id)])).toEqual([
      ['a', ['3', '1']],
      ['b', ['2']],
    ]);
  });

  it('leaves out what has become moot, and a person with nothing else', () => {
    expect(groupByPerson([item('1', 'a', { state: 'moot' })])).toEqual([]);
  });

  it('goes round to an earlier person who was skipped, and says when all are answered', () => {
    const groups = groupByPerson([item('1', 'a'), item('2', 'b', { decision: 'keep', state: 'decided' })]);
    expect(nextOpenGroup(groups, 0)).toBe(0);
    expect(nextOpenGroup(groups, 1)).toBe(0);
    const answered = groupByPerson([item('1', 'a', { decision: 'remove', state: 'decided' })]);
    expect(nextOpenGroup(answered, 0)).toBeNull();
    expect(nextOpenGroup([], 0)).toBeNull();
  });

  it('counts the answers without the moot', () => {
    const items = [
      item('1', 'a', { decision: 'keep', state: 'decided' }),
      item('2', 'a', { decision: 'remove', state: 'decided' }),
      item('3', 'a', { decision: 'dont-know', state: 'decided' }),
      item('4', 'a'),
      item('5', 'a', { state: 'moot' }),
    ];
    expect(tallyOf(items)).toEqual({ keep: 1, remove: 1, dontKnow: 1, left: 1 });
  });
});
