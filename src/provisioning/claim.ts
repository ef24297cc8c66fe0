/**
 * The right to carry out a task, held while this process is awake. A process that was stopped for longer than its
 * claim lasts (10 s, see the queue's heartbeat) may have been replaced: it must not write what it had read before.
 * Time is the machine's own steady clock, not the clock of rules.
 */
export class Claim {
  #lastAwake = performance.now();
  #lost = false;
  readonly #timer: NodeJS.Timeout;

  /** @param signal the queue's own sign that somebody else has the task */
  constructor(
    private readonly signal?: AbortSignal,
    private readonly pauseMs = 4000,
  ) {
    this.#timer = setInterval(() => {
      this.#look();
    }, 500);
    this.#timer.unref();
  }

  /** To be called right before each write. @throws ClaimLost */
  readonly check = (): void => {
    this.#look();
    if (this.#lost || this.signal?.aborted) throw new ClaimLost();
  };

  end(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    if (now - this.#lastAwake > this.pauseMs) this.#lost = true;
    this.#lastAwake = now;
  }
}

export class ClaimLost extends Error {
  constructor() {
    super('this process was stopped for so long that another may have taken the task over');
    this.name = 'ClaimLost';
  }
}
