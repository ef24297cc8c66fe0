import { hash } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { openPrivateFolder } from '../../platform/private-folder.js';
import path from 'node:path';

/** Values of one row, and the key that it is found by. */
export interface SideRow {
  readonly key: string;
  readonly values: readonly string[];
}

const flushBytes = 1 << 20;

/**
 * Rows that are looked up by a key, as many as there may be: they lie in a file that has no name any more, so that
 * nothing is left behind; in memory are some twenty bytes a row.
 */
export class SideIndex {
  readonly #file: number;
  readonly #hashes: number[] = [];
  readonly #starts: number[] = [0];
  #order: Uint32Array | null = null;
  #waiting: Buffer[] = [];
  #size = 0;
  #written = 0;

  private constructor(file: number) {
    this.#file = file;
  }

  static async open(): Promise<SideIndex> {
    const folder = await openPrivateFolder();
    try {
      return new SideIndex(openSync(path.join(folder.path, 'rows'), 'wx+', 0o600));
    } finally {
      rmSync(folder.path, { recursive: true, force: true });
    }
  }

  add(row: SideRow): void {
    const bytes = Buffer.from(JSON.stringify([row.key, ...row.values]), 'utf8');
    this.#hashes.push(hashOf(row.key));
    this.#waiting.push(bytes);
    this.#size += bytes.length;
    this.#starts.push(this.#size);
    if (this.#size - this.#written >= flushBytes) this.#flush();
  }

  /** Rows of a key in the order they were added. Nothing is added after the first look. */
  find(key: string): readonly (readonly string[])[] {
    const order = (this.#order ??= this.#sorted());
    const wanted = hashOf(key);
    let low = 0;
    for (let high = order.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((this.#hashes[order[middle] ?? 0] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    const found: string[][] = [];
    for (; low < order.length; low += 1) {
      const nth = order[low] ?? 0;
      if (this.#hashes[nth] !== wanted) break;
      const [own, ...values] = this.#read(nth);
      if (own === key) found.push(values);
    }
    return found;
  }

  close(): void {
    closeSync(this.#file);
  }

  #sorted(): Uint32Array {
    this.#flush();
    const hashes = this.#hashes;
    return Uint32Array.from(hashes.keys()).sort((a, b) => (hashes[a] ?? 0) - (hashes[b] ?? 0) || a - b);
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#waiting);
    for (let done = 0; done < bytes.length;)
      done += writeSync(this.#file, bytes, done, bytes.length - done, this.#written + done);
    this.#written += bytes.length;
    this.#waiting = [];
  }

  #read(nth: number): string[] {
    const [from, to] = [this.#starts[nth] ?? 0, this.#starts[nth + 1] ?? 0];
    const bytes = Buffer.allocUnsafe(to - from);
    for (let done = 0; done < bytes.length;) {
      const read = readSync(this.#file, bytes, done, bytes.length - done, from + done);
      if (read === 0) throw new Error('the rows of a joined file are gone');
      done += read;
    }
    return JSON.parse(bytes.toString('utf8')) as string[];
  }
}

/** Six bytes: two of a million keys hardly ever have the same, and then the keys themselves tell. */
function hashOf(key: string): number {
  return hash('sha1', key, 'buffer').readUIntBE(0, 6);
}
