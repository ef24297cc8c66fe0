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

const actor: Actor = { kind: 'system', name: 'hr-folder', channel: 'folder' };
const stillMs = 10_000;

/**
 * Looks through the sources' watched folders: each sub-folder is one delivery, taken once, in the order of names. A
 * delivery is complete when its manifest is there, or when nothing in it was touched for ten seconds. Files stay where
 * they are; the register of imports remembers what has been taken, also over instances and restarts.
 */
@Injectable()
export class WatchFolders {
  readonly #log = new Logger('HrFolder');
  /** Folder → its files' names, sizes and times when it was last dealt with. */
  readonly #seen = new Map<string, string>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: ImportsStore,
    private readonly take: TakeHrSnapshot,
    @Inject(hrReader) private readonly reader: HrReader,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** @returns how many deliveries were taken in */
  async run(): Promise<number> {
    let taken = 0;
    for (const source of this.config.hr.sources) {
      if (source.watchFolder === undefined) continue;
      const entries = await readdir(source.watchFolder, { withFileTypes: true }).catch(() => []);
      const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
      for (const name of names.sort()) {
        const folder = path.join(source.watchFolder, name);
        if (await this.#look(source, folder)) taken += 1;
      }
    }
    return taken;
  }

  async #look(source: HrSource, folder: string): Promise<boolean> {
    const delivery = readDelivery(folder);
    const looks = await this.#looks(source, delivery);
    if (looks === null || this.#seen.get(folder) === looks) return false;
    if (!(await this.#known(source, delivery))) {
      try {
        const result = await this.take.run(actor, { source: source.id, delivery, channel: 'folder' });
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
  async #looks(source: HrSource, delivery: Delivery): Promise<string | null> {
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
    if (!all || !(said || this.clock.now().getTime() - newest >= stillMs)) return null;
    return looks.join('\n');
  }

  /** Taken before, by these very files, by whatever way. What was rejected is tried again once it looks different. */
  async #known(source: HrSource, delivery: Delivery): Promise<boolean> {
    try {
      const { digest } = await this.reader.inspect(delivery, source);
      const states = await this.store.statesOf(this.database, source.id, digest);
      return states.some((state) => state !== 'rejected' && state !== 'dry-run' && state !== 'running');
    } catch (error) {
      if (error instanceof DeliveryFault) return false; // the import says what is wrong
      throw error;
    }
  }
}
