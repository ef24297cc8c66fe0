import { describe, expect, it } from '@jest/globals';
import { Claim, ClaimLost } from './claim.js';

/** As a stopped process does: nothing of it runs, and the clock goes on. */
function sleepDeeply(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('a claim', () => {
  it('holds while the process is awake, however long that is', async () => {
    const claim = new Claim(undefined, 700);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(claim.check).not.toThrow();
    claim.end();
  });

  it('is lost for good after a stop, also when the timers run before the next write', async () => {
    const claim = new Claim(undefined, 100);
    sleepDeeply(200);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(claim.check).toThrow(ClaimLost);
    expect(claim.check).toThrow(ClaimLost);
    claim.end();
  });

  it('is lost when the queue gives the task to somebody else', () => {
    const queue = new AbortController();
    const claim = new Claim(queue.signal);
    expect(claim.check).not.toThrow();
    queue.abort();
    expect(claim.check).toThrow(ClaimLost);
    claim.end();
  });
});
