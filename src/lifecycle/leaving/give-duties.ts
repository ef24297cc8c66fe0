import { Injectable } from '@nestjs/common';
import { HandOverClients } from '../../api-clients/hand-over-clients.js';
import { ChangeOwner } from '../../catalogue/change-owner.js';
import type { Tx } from '../../platform/database.js';
import type { DutyKind } from '../../policy/lifecycle/hand-over-duties.js';
import type { Actor } from '../../policy/model/actor.js';

export interface GivenDuty {
  readonly kind: DutyKind;
  readonly objectId: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** What a duty is about, as the audit log names it. */
export function objectKindOf(kind: DutyKind): 'system' | 'api-client' {
  return kind === 'client-owner' ? 'api-client' : 'system';
}

/** Makes somebody else the owner, by the room that keeps what is owned. */
@Injectable()
export class GiveDuties {
  constructor(
    private readonly systems: ChangeOwner,
    private readonly clients: HandOverClients,
  ) {}

  async run(tx: Tx, actor: Actor, duties: readonly GivenDuty[]): Promise<void> {
    await this.systems.run(
      tx,
      actor,
      duties.flatMap(({ kind, objectId, from, to, reason }) =>
        kind === 'client-owner' ? [] : [{ systemId: objectId, field: kind, from, to, reason }],
      ),
    );
    await this.clients.run(
      tx,
      actor,
      duties.flatMap(({ kind, objectId, from, to, reason }) =>
        kind === 'client-owner' ? [{ clientId: objectId, from, to, reason }] : [],
      ),
    );
  }
}
