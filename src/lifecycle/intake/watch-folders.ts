import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DeliveryFault, hrReader, type Delivery, type HrReader } from '../../connectors/hr-reader.js';
import { Clock } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { filesOf, type HrSource } from '../../platform/config-hr.js';
import { Database } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import type { Actor } from '../../policy/model/actor.js';
import { ImportsStore } from './imports.store.js';
import { readDelivery } from './read-delivery.js';
import { TakeHrSnapshot } from './take-hr-snapshot.js';
import { TellIntake } from './tell-intake.js';

const actor: Actor = { kind: 'system', name: 'hr-folder', channel: 'folder' };
const stillMs = 10_000;
/** What lies there unfinished for so long was given up: it is taken, and rejected for what it lacks. */
const givenUpMs = 3_600_000;

/**
 * Looks through the sources' watched folders: each sub-folder is one delivery, taken once, in the order of names. A
 * delivery is complete when its manifest is there, or when nothing in it was touched for ten seconds. Files stay where
 * they are; the register of imports remembers what has been taken, also over instances and restarts. Links are not
 * followed: neither a sub-folder nor a file may be one.
 */
@Injectable()
export class WatchFolders {
  readonly #log = new Logger('HrFolder');
  /** Folder → its files' names, sizes and times when it was last dealt with. */
  readonly #seen = new Map<string, string>();
  /** Sources whose folder could not be read the last time. */
  readonly #away = new Set<string>();
  /** What was rejected before is tried once more after a restart: the configuration may have been mended. */
  readonly #since: Date;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ImportsStore,
    private readonly take: TakeHrSnapshot,
    private readonly tell: TellIntake,
    @Inject(hrReader) private readonly reader: HrReader,
    @Inject(configToken) private readonly config: Config,
  ) {
    this.#since = clock.now();
  }

  /** @returns how many deliveries were taken in */
  async run(): Promise<number> {
    let taken = 0;
    for (const source of this.config.hr.sources) {
      if (source.watchFolder === undefined) continue;
      for (const name of await this.#deliveries(source, source.watchFolder))
        try {
          if (await this.#look(source, path.join(source.watchFolder, name))) taken += 1;
        } catch (error) {
          // One that cannot be dealt with must not stand in the way of the others; it is looked at again.
          this.#log.error(`${source.id}: a delivery could not be taken in (${nameOf(error)})`);
        }
    }
    return taken;
  }

  async #deliveries(source: HrSource, folder: string): Promise<string[]> {
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      if (this.#away.delete(source.id)) this.#log.log(`${source.id}: the watched folder is back`);
      return entries
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort();
    } catch (error) {
      if (!this.#away.has(source.id)) {
        this.#log.error(`${source.id}: the watched folder cannot be read (${nameOf(error)})`);
        this.#away.add(source.id);
      }
      await this.tell.folderAway(source); // once a day, however often it is looked for
      return [];
    }
  }

  async #look(source: HrSource, folder: string): Promise<boolean> {
    const delivery = readDelivery(folder);
    const looks = await this.#looks(source, folder, delivery);
    if (looks === null || this.#seen.get(folder) === looks) return false;
    const foundAs = `${path.basename(folder)}\n${looks}`;
    if (!(await this.#known(source, delivery, foundAs))) {
      try {
        const result = await this.take.run(actor, {
          source: source.id,
          delivery,
          channel: 'folder',
          foundAs,
        });
        this.#log.log(`${path.basename(folder)}: ${result.outcome}`);
      } catch (error) {
        if (error instanceof Refused && error.refusal.code === 'import-running') return false; // comes again
        throw error;
      }
      this.#seen.set(folder, looks);
      return true;
    }
    this.#seen.set(folder, looks);
    return false;
  }

  /** Null while the delivery is not complete. */
  async #looks(source: HrSource, folder: string, delivery: Delivery): Promise<string | null> {
    const wanted = [...filesOf(source), source.manifest ?? ''];
    const looks: string[] = [];
    let newest = 0;
    for (const name of wanted) {
      const file = delivery.get(name);
      const found = file === undefined ? null : await stat(file).catch(() => null);
      if (!found) continue;
      looks.push(`${name} ${String(found.size)} ${String(found.mtimeMs)}`);
      newest = Math.max(newest, found.mtimeMs);
    }
    const all = filesOf(source).every((name) => delivery.has(name));
    const said = source.manifest !== undefined && delivery.has(source.manifest);
    const now = this.clock.now().getTime();
    if (all && (said || now - newest >= stillMs)) return looks.join('\n');
    // What was dealt with and is being cleared away, or cannot be read for a while, is no new delivery.
    const made = this.#seen.has(folder) ? null : await stat(folder).catch(() => null);
    if (made === null || now - Math.max(newest, made.mtimeMs) < givenUpMs) return null;
    return [...looks, 'given up'].join('\n');
  }

  /** Taken before, or rejected as it lies there. What was rejected is tried again once it looks different. */
  async #known(source: HrSource, delivery: Delivery, foundAs: string): Promise<boolean> {
    const digest = await this.#digest(source, delivery);
    return this.store.isKnown(this.database, source.id, { digest, foundAs, since: this.#since });
  }

  async #digest(source: HrSource, delivery: Delivery): Promise<Buffer | null> {
    try {
      return (await this.reader.inspect(delivery, source)).digest;
    } catch (error) {
      if (error instanceof DeliveryFault) return null; // the import says what is wrong
      throw error;
    }
  }
}

/** A code or a name: a message could hold a path. */
function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error ? String(error.name) : 'unknown';
}
