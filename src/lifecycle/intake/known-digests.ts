/** What became of a digest: the line that brought it, or one of these. */
const vacant = 0;
const ended = -1;
const live = -2;

/**
 * The digests of a source's known employments, by their first eight bytes, and which line of a file brought which: a line
 * that says what was said last time need not go to the database to be found unchanged. Twelve bytes a place, so that a
 * million employments take some seventeen megabytes.
 */
export class KnownDigests {
  readonly #places: number;
  readonly #high: Uint32Array;
  readonly #low: Uint32Array;
  readonly #line: Int32Array;

  /**
   * @param count how many will be added
   * @param blanks some employment that is not over has no digest: a line of it must always be looked for
   */
  constructor(
    count: number,
    readonly blanks: boolean,
  ) {
    this.#places = Math.max(8, Math.ceil(count / 0.7));
    this.#high = new Uint32Array(this.#places);
    this.#low = new Uint32Array(this.#places);
    this.#line = new Int32Array(this.#places);
  }

  /** @param digests of employments, eight bytes each; @param isLive that they are not over, so that a line is expected */
  add(digests: Buffer, isLive: boolean): void {
    for (let at = 0; at + 8 <= digests.length; at += 8) {
      const [high, low] = [digests.readUInt32BE(at), digests.readUInt32BE(at + 4)];
      const place = this.#find(high, low);
      this.#high[place] = high;
      this.#low[place] = low;
      if (this.#line[place] !== live) this.#line[place] = isLive ? live : ended;
    }
  }

  /**
   * Whether an employment is known that says just this, and no line before has said it.
   * @param digest its bytes, as characters; @param line from 1
   */
  see(digest: string, line: number): boolean {
    const place = this.#find(word(digest, 0), word(digest, 4));
    const what = this.#line[place] ?? vacant;
    if (what >= vacant) return false;
    this.#line[place] = line;
    return true;
  }

  /** Whether there is nothing to look for: some line has brought each employment that is not over. */
  get allSeen(): boolean {
    return !this.blanks && !this.#line.includes(live);
  }

  /** The line that brought an employment's digest; null when none did. */
  lineOf(digest: Buffer): number | null {
    const line = this.#line[this.#find(digest.readUInt32BE(0), digest.readUInt32BE(4))] ?? vacant;
    return line > vacant ? line : null;
  }

  /** Of employments that are not over and that no line has brought, the first eight bytes; some at a time. */
  *missing(atATime: number): Generator<Buffer[]> {
    let found: Buffer[] = [];
    for (let place = 0; place < this.#places; place += 1) {
      if (this.#line[place] !== live) continue;
      const digest = Buffer.alloc(8);
      digest.writeUInt32BE(this.#high[place] ?? 0, 0);
      digest.writeUInt32BE(this.#low[place] ?? 0, 4);
      found.push(digest);
      if (found.length < atATime) continue;
      yield found;
      found = [];
    }
    if (found.length > 0) yield found;
  }

  /** Where it is, or where it would be. */
  #find(high: number, low: number): number {
    let place = (high ^ Math.imul(low, 0x9e3779b1)) >>> 0;
    place %= this.#places;
    while (this.#line[place] !== vacant && (this.#high[place] !== high || this.#low[place] !== low))
      place = place + 1 === this.#places ? 0 : place + 1;
    return place;
  }
}

function word(text: string, at: number): number {
  return (
    ((text.charCodeAt(at) << 24) |
      (text.charCodeAt(at + 1) << 16) |
      (text.charCodeAt(at + 2) << 8) |
      text.charCodeAt(at + 3)) >>>
    0
  );
}
