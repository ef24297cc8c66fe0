/** What is wrong with a JSON text as a whole. */
export class JsonFault extends Error {
  constructor(
    readonly kind: 'not-json' | 'truncated' | 'too-large',
    message: string,
    /** The line it was found on. */
    readonly line: number,
  ) {
    super(message);
    this.name = 'JsonFault';
  }
}

export interface SplitPlan {
  /** Names from the top down to the list of records; empty when the text is the list itself. */
  readonly rows: readonly string[];
  /** Other values to pick up on the way, by their dotted path: a stated total, where the next page is. */
  readonly also: readonly string[];
}

const longestRecord = 1 << 20;
const deepest = 64;
const longestOther = 1 << 16;

const quote = 34;
const backslash = 92;
const comma = 44;
const colon = 58;
const openList = 91;
const closeList = 93;
const openObject = 123;
const closeObject = 125;
const lineFeed = 10;

/**
 * Cuts the records out of a JSON text that comes in pieces, without ever holding more than one of them. Only brackets,
 * strings and commas are looked at; what stands in a record is for JSON.parse. Above the records the text is followed
 * name by name, down to the declared list.
 */
export class JsonSplitter {
  readonly also = new Map<string, unknown>();
  /** Whether the list of records has been found. */
  found = false;
  line = 1;
  readonly #plan: SplitPlan;
  readonly #target: string;
  /** The containers we are in above the records, with the name being read in each object. */
  readonly #above: { list: boolean; name: string | null }[] = [];
  #state: 'value' | 'name' | 'colon' | 'after' | 'first' | 'end' = 'value';
  #records = false;
  /** A value being gathered: a record, or one that stands beside them. */
  #text = '';
  #gathering: 'record' | 'other' | null = null;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #afterComma = false;

  constructor(plan: SplitPlan) {
    this.#plan = plan;
    this.#target = plan.rows.join('.');
  }

  /** @returns texts of the records that end in this piece @throws JsonFault */
  push(piece: string): string[] {
    const records: string[] = [];
    let from = 0; // where the part of the gathered value that lies in this piece begins
    for (let at = 0; at < piece.length; at += 1) {
      const code = piece.charCodeAt(at);
      if (code === lineFeed) this.line += 1;
      if (this.#gathering !== null) {
        if (this.#inString) {
          if (this.#escaped) this.#escaped = false;
          else if (code === backslash) this.#escaped = true;
          else if (code === quote) this.#inString = false;
          else continue;
          if (this.#inString || this.#depth > 0 || code !== quote) continue;
          this.#take(this.#text + piece.slice(from, at + 1), records);
          continue;
        }
        if (code === quote) this.#inString = true;
        else if (code === openObject || code === openList) {
          this.#depth += 1;
          if (this.#depth > deepest)
            throw this.#fault('too-large', `has values nested deeper than ${String(deepest)}`);
        } else if (code === closeObject || code === closeList) {
          if (this.#depth > 0) {
            this.#depth -= 1;
            if (this.#depth === 0) this.#take(this.#text + piece.slice(from, at + 1), records);
          } else {
            this.#take(this.#text + piece.slice(from, at), records);
            this.#structure(code);
          }
        } else if (this.#depth === 0 && (code === comma || isBlank(code))) {
          this.#take(this.#text + piece.slice(from, at), records);
          if (code === comma) this.#structure(code);
        }
        continue;
      }
      if (isBlank(code)) continue;
      if (this.#begins(code)) {
        from = at;
        this.#text = '';
        this.#depth = code === openObject || code === openList ? 1 : 0;
        this.#inString = code === quote;
        this.#escaped = false;
      } else this.#structure(code);
    }
    if (this.#gathering !== null) {
      this.#text += piece.slice(from);
      const most = this.#gathering === 'record' ? longestRecord : longestOther;
      if (this.#text.length > most && !(this.#gathering === 'other' && this.#isIgnored()))
        throw this.#fault('too-large', `has a value longer than ${String(most)} characters`);
      if (this.#gathering === 'other' && this.#isIgnored()) this.#text = '';
    }
    return records;
  }

  /** Everything has been pushed. @throws JsonFault when the text does not end where JSON does */
  end(): void {
    if (this.#state === 'value' && this.#above.length === 0 && this.#gathering === null)
      throw this.#fault('truncated', 'is empty');
    if (this.#state !== 'end') throw this.#fault('truncated', 'was cut off: its brackets are not closed');
    if (!this.found) throw this.#fault('not-json', `has no list at ${this.#target || 'its top'}`);
  }

  /** Whether a value begins here that is gathered whole; `#gathering` is then set. */
  #begins(code: number): boolean {
    if (this.#state !== 'value' && this.#state !== 'first') {
      if (this.#state === 'name' && code === quote) {
        this.#gathering = 'other';
        return true;
      }
      return false;
    }
    if (code === closeList || code === closeObject || code === comma || code === colon) return false;
    if (this.#records) {
      this.#gathering = 'record';
      return true;
    }
    // What leads to the records is entered; whatever else stands above them is gathered and forgotten.
    if ((code === openList || code === openObject) && this.#leads(code)) return false;
    if (this.#above.length === 0) throw this.#fault('not-json', 'is neither a list nor an object');
    this.#gathering = 'other';
    return true;
  }

  #leads(code: number): boolean {
    const here = this.#path();
    if (code === openList) {
      if (here === this.#target && this.found) throw this.#fault('not-json', `has two lists at ${here}`);
      return here === this.#target;
    }
    if (here === '') return this.#target !== '' || this.#plan.also.length > 0;
    return [this.#target, ...this.#plan.also].some((path) => path.startsWith(`${here}.`));
  }

  #path(): string {
    return this.#above.map(({ name }) => name ?? '').join('.');
  }

  #isIgnored(): boolean {
    return this.#state !== 'name' && !this.#plan.also.includes(this.#path());
  }

  #take(text: string, records: string[]): void {
    const what = this.#gathering;
    this.#gathering = null;
    this.#text = '';
    if (what === 'record') {
      if (text.length > longestRecord)
        throw this.#fault('too-large', `has a record longer than ${String(longestRecord)} characters`);
      records.push(text);
      this.#state = 'after';
      return;
    }
    if (text.length > longestOther && !this.#isIgnored())
      throw this.#fault('too-large', `has a value longer than ${String(longestOther)} characters`);
    if (this.#state === 'name') {
      const top = this.#above.at(-1);
      if (top) top.name = String(this.#parsed(text));
      this.#state = 'colon';
      return;
    }
    const path = this.#path();
    if (this.#plan.also.includes(path)) this.also.set(path, this.#parsed(text));
    this.#state = 'after';
  }

  #parsed(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw this.#fault('not-json', 'is not JSON');
    }
  }

  #structure(code: number): void {
    const wrong = (): JsonFault => this.#fault('not-json', 'is not JSON');
    const top = this.#above.at(-1);
    switch (code) {
      case openList:
        if (this.#state !== 'value' || this.#records) throw wrong();
        this.found = true;
        this.#records = true;
        this.#above.push({ list: true, name: null });
        this.#state = 'first';
        break;
      case openObject:
        if (this.#state !== 'value') throw wrong();
        this.#above.push({ list: false, name: null });
        this.#state = 'name';
        this.#afterComma = false;
        return;
      case colon:
        if (this.#state !== 'colon') throw wrong();
        this.#state = 'value';
        break;
      case comma:
        if (this.#state !== 'after' || top === undefined) throw wrong();
        this.#state = top.list ? 'value' : 'name';
        this.#afterComma = true;
        return;
      case closeList:
        if (top?.list !== true || (this.#state !== 'after' && this.#state !== 'first')) throw wrong();
        this.#records = false;
        this.#leave();
        break;
      case closeObject:
        if (top === undefined || top.list) throw wrong();
        if (this.#state !== 'after' && !(this.#state === 'name' && !this.#afterComma)) throw wrong();
        this.#leave();
        break;
      default:
        throw wrong();
    }
    this.#afterComma = false;
  }

  #leave(): void {
    this.#above.pop();
    this.#state = this.#above.length === 0 ? 'end' : 'after';
  }

  #fault(kind: JsonFault['kind'], message: string): JsonFault {
    return new JsonFault(kind, message, this.line);
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === lineFeed || code === 13 || code === 9;
}
