import type { FileHandle } from 'node:fs/promises';

/** Beyond this a delivery is refused; it may never fill the disk. */
export class TooLarge extends Error {}

/**
 * A file of records in the very shape that the source declares for its files, written as the records come. What a page
 * has written can be taken back until the next one begins.
 */
export class JsonOut {
  readonly #file: FileHandle;
  readonly #suffix: (records: number) => string;
  readonly #most: number;
  #begun: { at: number; records: number };
  #at = 0;
  #prefix: string;
  records = 0;

  /** @param rows @param total dotted paths, as declared for the file */
  constructor(file: FileHandle, rows: string | undefined, total: string | undefined, mostBytes: number) {
    const [before, after] = envelope(rows, total);
    this.#file = file;
    this.#prefix = before;
    this.#suffix = after;
    this.#most = mostBytes;
    this.#begun = { at: 0, records: 0 };
  }

  /** From here on, `takeBack` undoes. */
  begin(): void {
    this.#begun = { at: this.#at, records: this.records };
  }

  takeBack(): void {
    this.#at = this.#begun.at;
    this.records = this.#begun.records;
  }

  /** @throws TooLarge */
  async write(records: readonly string[]): Promise<void> {
    if (records.length === 0) return;
    const first = this.records === 0 ? this.#prefix : ',\n';
    await this.#append(first + records.join(',\n'));
    this.records += records.length;
  }

  async end(): Promise<void> {
    await this.#append((this.records === 0 ? this.#prefix : '') + this.#suffix(this.records));
    await this.#file.truncate(this.#at); // what was taken back and not written over
  }

  async #append(text: string): Promise<void> {
    const bytes = Buffer.from(text, 'utf8');
    if (this.#at + bytes.length > this.#most) throw new TooLarge();
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, this.#at + done);
      done += bytesWritten;
    }
    this.#at += bytes.length;
  }
}

/** What stands before and after the records, the total behind them. */
function envelope(
  rows: string | undefined,
  total: string | undefined,
): [string, (records: number) => string] {
  if (rows === undefined) return ['[', () => ']\n'];
  const [rowsMark, totalMark] = ['\u0001rows', '\u0001total'];
  const tree: Tree = {};
  put(tree, rows.split('.'), rowsMark);
  if (total !== undefined) put(tree, total.split('.'), totalMark);
  const [before = '', after = ''] = JSON.stringify(tree).split(JSON.stringify(rowsMark));
  return [`${before}[`, (records) => `]${after.replace(JSON.stringify(totalMark), String(records))}\n`];
}

interface Tree {
  [name: string]: Tree | string;
}

function put(tree: Tree, names: readonly string[], value: string): void {
  const [name = '', ...more] = names;
  if (more.length === 0) tree[name] = value;
  else {
    const below = tree[name];
    const next = typeof below === 'object' ? below : {};
    tree[name] = next;
    put(next, more, value);
  }
}
