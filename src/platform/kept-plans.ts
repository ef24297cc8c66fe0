/**
 * Statements that come again get a name, under which each connection keeps how it takes them apart and, where one plan
 * suits all parameters, how it carries them out: PostgreSQL compares the cost of that plan with what it would choose for
 * the very values, so nothing is lost by keeping it. Planning is most of the time of a small statement.
 */
export class KeptPlans {
  readonly #seen = new Map<string, number>();
  readonly #names = new Map<string, string>();
  #forgotten = 0;

  /** @param most how many statements a connection keeps at the most; @param from how often one must have come before */
  constructor(
    private readonly most = 1000,
    private readonly from = 2,
  ) {}

  /** The name of a statement; undefined for one that has hardly come, or has come too late to be kept. */
  nameOf(text: string): string | undefined {
    const name = this.#names.get(text);
    if (name !== undefined) return name;
    if (this.#names.size >= this.most) return undefined;
    const times = (this.#seen.get(text) ?? 0) + 1;
    if (times <= this.from) {
      // A text that is made anew each time is seen once and never again.
      if (this.#seen.size >= 4 * this.most) this.#seen.clear();
      this.#seen.set(text, times);
      return undefined;
    }
    this.#seen.delete(text);
    const given = `kept_${String(this.#forgotten)}_${String(this.#names.size + 1)}`;
    this.#names.set(text, given);
    return given;
  }

  /** Gives new names from now on: what connections hold under the old ones is of use no more. */
  forget(): void {
    this.#names.clear();
    this.#forgotten += 1;
  }
}
