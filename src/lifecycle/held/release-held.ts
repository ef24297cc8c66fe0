import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ResolveHeld, type HeldWork } from '../../breakers/resolve-held.js';
import type { Tx } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import type { Actor, PersonActor } from '../../policy/model/actor.js';
import { SettleTakeover } from '../../takeover/settle-takeover.js';
import { CloseCampaign } from '../../reviews/close-campaign.js';
import { PassMidnight } from '../following/pass-midnight.js';
import { LapsePrerequisites } from '../prerequisites/lapse-prerequisites.js';
import { DecideRoleVersion } from '../roles/decide-role-version.js';
import { TakeCatalogue } from './take-catalogue.js';

const roleIn = z.object({ versionId: z.uuid() });
const catalogueIn = z.object({ declared: z.unknown() });
const takeoverIn = z.object({ systemId: z.uuid() });

/** Lets a held change through: done anew, with the facts of this moment, in the transaction that settles it. */
@Injectable()
export class ReleaseHeld {
  constructor(
    private readonly resolve: ResolveHeld,
    private readonly close: CloseCampaign,
    private readonly catalogue: TakeCatalogue,
    private readonly midnight: PassMidnight,
    private readonly takeover: SettleTakeover,
    private readonly roles: DecideRoleVersion,
    private readonly lapse: LapsePrerequisites,
  ) {}

  /** @throws Refused 'not-allowed', 'not-found', 'change-not-held', 'held-same-person', 'campaign-closed' */
  async run(actor: PersonActor, id: string, reason: string): Promise<void> {
    await this.resolve.run(actor, id, 'release', reason, (tx, held, now) =>
      this.#carryOut(tx, actor, held, now),
    );
  }

  async #carryOut(tx: Tx, actor: Actor, held: HeldWork, now: Date): Promise<void> {
    if (held.kind === 'catalogue')
      return this.catalogue.carryOut(tx, actor, catalogueIn.parse(held.payload).declared, now);
    if (held.kind === 'midnight') {
      await this.midnight.release(tx, held.id, now);
      return;
    }
    if (held.kind === 'prerequisite') {
      await this.lapse.carryOut(tx, now);
      return;
    }
    if (held.kind === 'takeover') {
      await this.takeover.carryOut(tx, actor, takeoverIn.parse(held.payload).systemId, now);
      return;
    }
    if (held.kind === 'role')
      return this.roles.carryOutHeld(tx, actor, roleIn.parse(held.payload).versionId, now);
    if (held.objectId === null) throw Refused.because('not-found', 'There is no such campaign.');
    await this.close.carryOut(tx, actor, held.objectId, now);
  }
}
