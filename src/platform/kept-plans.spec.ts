import { describe, expect, it } from '@jest/globals';
import { KeptPlans } from './kept-plans.js';

describe('statements whose plans are kept', () => {
  it('are those that come again, each under a name of its own', () => {
    const plans = new KeptPlans(10, 2);
    const come = (text: string): (string | undefined)[] => [1, 2, 3, 4].map(() => plans.nameOf(text));
    const [first, second] = [come('SELECT 1'), come('SELECT 2')];
    expect(first).toEqual([undefined, undefined, 'kept_0_1', 'kept_0_1']);
    expect(second).toEqual([undefined, undefined, 'kept_0_2', 'kept_0_2']);
  });

  it('are no more than a connection can hold, and those made anew each time never take a place', () => {
    const plans = new KeptPlans(3, 1);
    for (let n = 0; n < 1000; n += 1) expect(plans.nameOf(`SELECT ${String(n)}`)).toBeUndefined();
    const names = ['a', 'b', 'c', 'd'].map((text) => [plans.nameOf(text), plans.nameOf(text)][1]);
    expect(names).toEqual(['kept_0_1', 'kept_0_2', 'kept_0_3', undefined]);
  });

  it('get new names once they are forgotten', () => {
    const plans = new KeptPlans(3, 1);
    const come = (): (string | undefined)[] => [1, 2].map(() => plans.nameOf('a'));
    expect(come()).toEqual([undefined, 'kept_0_1']);
    plans.forget();
    expect(come()).toEqual([undefined, 'kept_1_1']);
  });
});
