import { Injectable } from '@nestjs/common';
import type { Reader } from '../../platform/database.js';
import { knownUntil, mayRememberDevice } from '../../policy/assurance/known-device.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { digestOf } from '../secrets.js';
import { SessionLimits } from '../session-limits.js';
import { NamePlace } from '../sessions/name-place.js';
import { SignInStore } from '../sign-in.store.js';
import type { DevicesView } from './devices.schema.js';
import { DevicesStore } from './devices.store.js';

/** Which devices know somebody, for themselves. */
@Injectable()
export class ReadDevices {
  constructor(
    private readonly store: DevicesStore,
    private readonly sessions: SignInStore,
    private readonly limits: SessionLimits,
    private readonly place: NamePlace,
  ) {}

  async run(
    reader: Reader,
    { personId }: PersonActor,
    from: { sessionId: Buffer | undefined; device: string | undefined },
  ): Promise<DevicesView> {
    const limits = this.limits.now();
    const facts = await this.store.facts(reader, personId, limits);
    const session = from.sessionId ? await this.sessions.session(reader, from.sessionId) : null;
    const refusal = session ? mayRememberDevice(session, facts, limits.now) : null;
    const own = from.device ? digestOf(from.device) : null;
    const devices = await this.store.ofPerson(reader, personId, limits.now);
    const isAllowed = facts.days !== null && !facts.isAdministrator;
    return {
      days: isAllowed ? facts.days : null,
      takesSignIn: refusal !== null,
      items: devices.map((device) => ({
        id: device.id,
        current: own?.equals(device.digest) ?? false,
        device: device.device,
        place: this.place.run(device.address),
        address: device.address,
        rememberedAt: device.rememberedAt,
        expiresAt: facts.days === null ? device.expiresAt : knownUntil(device, facts.days),
        lastUsedAt: device.lastUsedAt,
        rests: !isAllowed || !device.identityStands,
      })),
      next: null,
    };
  }
}
