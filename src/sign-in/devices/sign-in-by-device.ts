import { Injectable } from '@nestjs/common';
import { TellPeople } from '../../notices/tell-people.js';
import { Database, type Tx } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import { isCopied, knownDeviceLevel, knownUntil, mayUseDevice } from '../../policy/assurance/known-device.js';
import { refuse, type Refusal } from '../../policy/model/refusal.js';
import { RecordRefused } from '../record-refused.js';
import { digestOf, newSecret } from '../secrets.js';
import { SessionLimits } from '../session-limits.js';
import { StartSession } from '../start-session.js';
import { DevicesStore, type StoredDevice } from './devices.store.js';
import { ForgetDevices } from './forget-devices.js';
import type { DeviceCookie } from './remember-device.js';

export interface DeviceAnswer {
  /** The cookie of the device. */
  device: string | undefined;
  /** The cookie of an earlier session. */
  session: string | undefined;
  level: number | null;
  address: string | null;
  userAgent: string | null;
}

const unknown = (): Refusal => refuse('device-unknown', 'This device does not remember you any more.');
const actor = { kind: 'system', name: 'sign-in', channel: 'web' } as const;

/** "Förenklad inloggning": the device alone signs its person in, at level 2, while an exception allows it (H13.1.7). */
@Injectable()
export class SignInByDevice {
  constructor(
    private readonly database: Database,
    private readonly store: DevicesStore,
    private readonly limits: SessionLimits,
    private readonly startSession: StartSession,
    private readonly forget: ForgetDevices,
    private readonly tell: TellPeople,
    private readonly refused: RecordRefused,
  ) {}

  /** Until when the device with this cookie may sign somebody in; null when it may not. Says nothing of whom. */
  async knownUntil(secret: string | undefined): Promise<Date | null> {
    const found = secret ? await this.store.find(this.database, digestOf(secret)) : null;
    if (!found) return null;
    const limits = this.limits.now();
    const facts = await this.store.facts(this.database, found.personId, limits);
    if (facts.days === null || mayUseDevice(found, facts, null, limits.now)) return null;
    return knownUntil(found, facts.days);
  }

  /**
   * The device gets a new secret at each use.
   * @throws SignInRefused device-unknown, device-copied, known-device-off, level-too-low, no-employment, on-leave
   */
  async run(answer: DeviceAnswer): Promise<{ session: string; device: DeviceCookie }> {
    const known: { personId: string | null } = { personId: null };
    try {
      const outcome = await this.database.transaction((tx) => this.#check(tx, answer, known));
      // Outside the transaction: that a copied device was forgotten must last.
      if ('code' in outcome) throw new Refused(outcome);
      this.refused.count('known-device', 'started');
      return outcome;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw await this.refused.run(error, {
        method: 'known-device',
        personId: known.personId,
        address: answer.address,
      });
    }
  }

  async #check(
    tx: Tx,
    answer: DeviceAnswer,
    known: { personId: string | null },
  ): Promise<{ session: string; device: DeviceCookie } | Refusal> {
    const { device: secret, address } = answer;
    const digest = secret ? digestOf(secret) : null;
    const device = digest && (await this.store.lock(tx, digest));
    if (!device) return unknown();
    known.personId = device.personId;
    const limits = this.limits.now();
    if (!device.digest.equals(digest))
      return isCopied(device.rotatedAt, limits.now) ? this.#forgetCopied(tx, device) : unknown();
    const facts = await this.store.facts(tx, device.personId, limits);
    const refusal = mayUseDevice(device, facts, answer.level, limits.now);
    if (refusal) {
      // What the person may have again tomorrow is not taken for good; what is over is.
      if (refusal.code === 'device-unknown') await this.forget.run(tx, actor, device, 'expired');
      return refusal;
    }
    const session = await this.startSession.run(tx, {
      personId: device.personId,
      level: knownDeviceLevel,
      kind: 'known-device',
      provider: 'known-device',
      acr: 'known-device',
      method: 'Förenklad inloggning',
      credentialId: device.id,
      // Nobody proved anything now: whoever holds the device does.
      authenticatedAt: device.rememberedAt,
      address,
      device: answer.userAgent,
      replaces: answer.session,
    });
    const next = newSecret();
    await this.store.used(tx, device.id, digestOf(next), limits.now);
    return { session, device: { secret: next, expiresAt: knownUntil(device, facts.days ?? 0) } };
  }

  async #forgetCopied(tx: Tx, device: StoredDevice): Promise<Refusal> {
    await this.forget.run(tx, actor, device, 'copied');
    await this.tell.run(tx, [
      {
        to: device.personId,
        kind: 'device-copied',
        objectKind: 'known-device',
        objectId: device.id,
        facts: { what: device.device ?? '' },
      },
    ]);
    return refuse(
      'device-copied',
      'The device shows signs of having been copied, and has been forgotten for safety.',
    );
  }
}
