import type { Level } from '../model/actor.js';
import { refuse, type Refusal } from '../model/refusal.js';
import { exceptionLevel } from './exceptions.js';
import { generalLevel } from './required-assurance.js';

/** The most days that a device may be known; an exception says how many, and none says more (H13.1.7). */
export const longestKnownDeviceDays = 10;

/** What the device alone is worth: it is one factor, and whoever holds it unlocked holds it all. Never more. */
export const knownDeviceLevel: Level = exceptionLevel;

/** A device is remembered within so many minutes of a sign-in with two factors. */
export const rememberWithinMinutes = 5;

/** What decides whether a device may be known for somebody, as of now. */
export interface KnownDeviceFacts {
  /** The fewest days that a running exception which covers a role of theirs allows; null: none covers any. */
  readonly days: number | null;
  /** Holds a right in Grindvakt, or an administrator right that is active. */
  readonly isAdministrator: boolean;
}

/**
 * "Förenklad inloggning" is off until an information owner has decided on an exception that allows it (H13.1.7), and is
 * never for administrators.
 */
function requireException({ days, isAdministrator }: KnownDeviceFacts): Refusal | null {
  if (isAdministrator)
    return refuse(
      'known-device-off',
      'Who administers Grindvakt or another system signs in with two factors.',
    );
  return days === null
    ? refuse('known-device-off', 'No exception that runs allows simplified sign-in for what you hold.')
    : null;
}

/** Whether the browser of this session may be remembered: two factors were proven, just now. */
export function mayRememberDevice(
  session: { readonly kind: string; readonly level: Level; readonly authenticatedAt: Date },
  facts: KnownDeviceFacts,
  now: Date,
): Refusal | null {
  const off = requireException(facts);
  if (off) return off;
  const minutes = (now.getTime() - session.authenticatedAt.getTime()) / 60_000;
  // A device never vouches for a device, nor an emergency account for the day after.
  if (
    (session.kind === 'oidc' || session.kind === 'passkey') &&
    session.level >= generalLevel &&
    minutes <= rememberWithinMinutes
  )
    return null;
  return refuse(
    'insufficient-assurance',
    `A device is remembered within ${String(rememberWithinMinutes)} minutes of a sign-in at level ${String(generalLevel)}.`,
    { facts: { has: session.level, demanded: generalLevel, withinMinutes: rememberWithinMinutes } },
  );
}

/**
 * Until when a device is known. Counted from when two factors were proven, so that neither using it nor an exception
 * that has grown more generous moves it, and one that has become stricter holds at once.
 */
export function knownUntil(
  device: { readonly rememberedAt: Date; readonly expiresAt: Date },
  days: number,
): Date {
  const byRule = device.rememberedAt.getTime() + Math.min(days, longestKnownDeviceDays) * 86_400_000;
  return new Date(Math.min(byRule, device.expiresAt.getTime()));
}

/** Null when the device may sign its person in at `now`, for something that demands `demanded` (null: anything). */
export function mayUseDevice(
  device: { readonly rememberedAt: Date; readonly expiresAt: Date; readonly identityStands: boolean },
  facts: KnownDeviceFacts,
  demanded: number | null,
  now: Date,
): Refusal | null {
  const off = requireException(facts);
  if (off) return off;
  if (
    facts.days === null ||
    !device.identityStands ||
    knownUntil(device, facts.days).getTime() <= now.getTime()
  )
    return refuse('device-unknown', 'This device does not remember you any more.');
  if (demanded !== null && demanded > knownDeviceLevel)
    return refuse(
      'level-too-low',
      `A known device reaches level ${String(knownDeviceLevel)}; level ${String(demanded)} is needed.`,
      { facts: { has: knownDeviceLevel, demanded } },
    );
  return null;
}

/** A device that shows a secret which was exchanged before: there are two of it. Within so long it is a slow network. */
const patienceMs = 10_000;

/** Whether an exchanged secret means that somebody copied it. */
export function isCopied(rotatedAt: Date, now: Date): boolean {
  return now.getTime() - rotatedAt.getTime() > patienceMs;
}
