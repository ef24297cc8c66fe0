/** Nobody got a turn in time. */
export class NoTurn extends Error {
  constructor(seconds: number) {
    super(`no turn within ${String(seconds)} seconds`);
    this.name = 'NoTurn';
  }
}

/** Lets so many at a time through; the others wait in the order they came, for so long at most. */
export class Turns {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(
    width: number,
    private readonly longestSeconds: number,
  ) {
    this.#free = width;
  }

  /** @throws NoTurn */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#turn();
    try {
      return await work();
    } finally {
      const [next] = this.#waiting;
      if (next) next();
      else this.#free += 1;
    }
  }

  #turn(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(next);
        reject(new NoTurn(this.longestSeconds));
      }, this.longestSeconds * 1000);
      const next = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(next);
        resolve();
      };
      this.#waiting.add(next);
    });
  }
}
