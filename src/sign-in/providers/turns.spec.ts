import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { NoTurn, Turns } from './turns.js';

describe('turns', () => {
  it('let no more through at a time than they are wide, and everybody in the end, in order', async () => {
    const turns = new Turns(3, 5);
    let [now, most] = [0, 0];
    const ended: number[] = [];
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        turns
          .run(async () => {
            most = Math.max(most, (now += 1));
            await sleep(1);
            now -= 1;
            ended.push(i);
            if (i % 7 === 0) throw new Error('it failed');
          })
          .catch((error: unknown) => {
            expect(String(error)).toContain('it failed');
          }),
      ),
    );
    expect(most).toBe(3);
    expect(ended).toHaveLength(40);
    expect(ended.slice(0, 3).sort()).toEqual([0, 1, 2]);
  });

  it('are given up after the wait, and none is lost by that', async () => {
    const turns = new Turns(1, 0.02);
    let release = (): void => undefined;
    const held = turns.run(() => new Promise<void>((resolve) => (release = resolve)));
    await expect(turns.run(() => Promise.resolve('late'))).rejects.toBeInstanceOf(NoTurn);
    release();
    await held;
    expect(await turns.run(() => Promise.resolve('next'))).toBe('next');
  });
});
