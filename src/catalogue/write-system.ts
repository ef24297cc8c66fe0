import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import {
  checkContent,
  requireComplete,
  wayOfChange,
  type SystemContent,
} from '../policy/catalogue/system-content.js';
import type { PersonActor } from '../policy/model/actor.js';
import { FindSystem } from './find-system.js';
import { SystemVersionsStore } from './system-versions.store.js';
import { SystemsStore } from './systems.store.js';

export interface WrittenSystem {
  /** The version that the writer has seen. */
  version: number;
  content: SystemContent;
  reason: string;
  /** Of a draft: it is ready to be approved. */
  classify: boolean;
  /** Opens a review of all access when it comes into force; left out: as the configuration says. */
  review?: boolean | undefined;
}

/**
 * Writes what the register says of a system. A draft is changed at once; what has been approved waits as a proposed
 * version for its information owner (H11.2.3, H15.5.2).
 */
@Injectable()
export class WriteSystem {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly find: FindSystem,
    private readonly store: SystemsStore,
    private readonly versions: SystemVersionsStore,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Pick<Config, 'catalogue'>,
  ) {}

  /** @throws Refused not-found, version-changed, version-waiting, wrong-state, not-complete, invalid */
  async run(actor: PersonActor, systemId: string, input: WrittenSystem): Promise<void> {
    const { content, reason } = input;
    const { scales, reviewOnNewVersion } = this.config.catalogue;
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const { system, grounds } = await this.find.lock(tx, actor.personId, systemId, now);
      const tops = {
        confidentiality: scales.confidentiality.length - 1,
        integrity: scales.integrity.length - 1,
        availability: scales.availability.length - 1,
      };
      const refusal = may('system.write', grounds, 'system') ?? checkContent(content, tops);
      if (refusal) throw new Refused(refusal);
      if (system.version !== input.version)
        throw Refused.because('version-changed', `${system.content.name} was changed meanwhile.`);
      const way = wayOfChange({ name: system.content.name, state: system.state });
      if (typeof way !== 'string') throw new Refused(way);
      const classified = way === 'proposed' || input.classify || system.state === 'classified';
      const lacking = classified ? requireComplete(content) : null;
      if (lacking) throw new Refused(lacking);
      if (way === 'proposed' && system.proposed !== null)
        throw Refused.because(
          'version-waiting',
          `Version ${String(system.proposed)} waits for its approval.`,
        );

      const kind =
        JSON.stringify(content.classes) === JSON.stringify(system.content.classes)
          ? 'content'
          : 'classification';
      const usual = reviewOnNewVersion === 'always' || reviewOnNewVersion === kind;
      const version = await this.versions.add(
        tx,
        systemId,
        {
          kind,
          content,
          orderedBy: actor.personId,
          orderedAt: now,
          reason,
          review: way === 'proposed' && (input.review ?? usual),
        },
        way === 'proposed' ? 'proposed' : 'in-force',
      );
      if (way === 'at-once') {
        await this.store.write(tx, systemId, content, version, actor.personId);
        if (classified) await this.store.setState(tx, systemId, 'classified');
      }
      const action = way === 'proposed' ? 'proposed' : input.classify ? 'classified' : 'written';
      await this.audit.run(tx, actor, [
        {
          action: `system.${action}`,
          objectKind: 'system',
          objectId: systemId,
          reason,
          detail: { version, kind, ...content.classes },
        },
      ]);
    });
  }
}
