/** Runs steps one after another, a line each with its milliseconds; a failed step does not hide the next ones. */
export class Steps {
  #passed = 0;
  #failed = 0;

  async step(name: string, work: () => Promise<string | undefined>): Promise<void> {
    const began = performance.now();
    try {
      const told = await work();
      this.#passed += 1;
      this.#line('ok  ', began, name, told);
    } catch (error) {
      this.#failed += 1;
      this.#line('FAIL', began, name, error instanceof Error ? error.message : String(error));
    }
  }

  /** Prints `N passed, N failed` and returns the exit code. */
  end(): number {
    process.stdout.write(`${String(this.#passed)} passed, ${String(this.#failed)} failed\n`);
    return this.#failed === 0 ? 0 : 1;
  }

  #line(mark: string, began: number, name: string, told?: string): void {
    const ms = String(Math.round(performance.now() - began)).padStart(6);
    process.stdout.write(`${mark} ${ms} ms  ${name}${told ? `: ${told}` : ''}\n`);
  }
}

export function must(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message);
}

export function same(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  must(a === b, `${what}: expected ${b}, found ${a}`);
}

/** Asks again until it answers, at most `seconds`; for what another process does. */
export async function until<T>(
  what: string,
  seconds: number,
  ask: () => Promise<T | undefined | false>,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`waited ${String(seconds)} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The Swedish calendar day. */
export function today(): string {
  return new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Stockholm' });
}
