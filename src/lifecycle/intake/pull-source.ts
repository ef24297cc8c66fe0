import { Inject, Injectable, Optional } from '@nestjs/common';
import { canBePulled, hrPuller, type HrPuller, type PulledSource } from '../../connectors/hr-puller.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import { openPrivateFolder } from '../../platform/private-folder.js';
import { Refused } from '../../platform/refused.js';
import type { Actor } from '../../policy/model/actor.js';
import type { ImportResult } from './import-result.js';
import { TakeHrSnapshot, type StartedImport } from './take-hr-snapshot.js';

/**
 * Asks an HR system for its whole snapshot and takes it in like any other delivery (H13.1.6). What did not come whole
 * is an import that was rejected; nothing of it is used.
 */
@Injectable()
export class PullSource {
  constructor(
    private readonly take: TakeHrSnapshot,
    @Inject(configToken) private readonly config: Config,
    @Optional() @Inject(hrPuller) private readonly puller: HrPuller | undefined,
  ) {}

  /** @throws Refused 'unknown-source', 'not-pullable', 'not-allowed', 'import-running' */
  async run(actor: Actor, sourceId: string, dryRun = false): Promise<ImportResult> {
    return (await this.start(actor, sourceId, dryRun)).done;
  }

  async start(actor: Actor, sourceId: string, dryRun = false): Promise<StartedImport> {
    const { puller } = this;
    await this.take.authorise(actor);
    const source = this.#source(sourceId);
    if (puller === undefined || source === null)
      throw Refused.because('not-pullable', `The HR source ${sourceId} cannot be asked for a snapshot.`, {
        pointer: '/source',
      });
    const folder = await openPrivateFolder();
    try {
      const started = await this.take.start(actor, {
        source: source.id,
        delivery: () => puller.pull(source, folder.path),
        channel: 'pull',
        dryRun,
      });
      return { id: started.id, done: started.done.finally(() => folder.remove()) };
    } catch (error) {
      await folder.remove();
      throw error;
    }
  }

  /** Those with a schedule of their own. */
  scheduled(): { id: string; cron: string }[] {
    return this.config.hr.sources.flatMap(({ id, pull }) =>
      pull?.schedule === undefined ? [] : [{ id, cron: pull.schedule }],
    );
  }

  /** Null when it is known and has nothing to be asked. */
  #source(id: string): PulledSource | null {
    const found = this.config.hr.sources.find((source) => source.id === id);
    if (!found)
      throw Refused.because('unknown-source', `There is no HR source ${id}.`, { pointer: '/source' });
    return canBePulled(found) ? found : null;
  }
}
