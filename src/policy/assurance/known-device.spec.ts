import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exceptionLevel } from './exceptions.js';
import {
  isCopied,
  knownDeviceLevel,
  knownUntil,
  longestKnownDeviceDays,
  mayRememberDevice,
  mayUseDevice,
} from './known-device.js';
import { generalLevel } from './required-assurance.js';

const now = new Date('2026-11-22T08:00:00Z');
const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
const day = 24 * 60;
const fresh = { kind: 'oidc', level: 3 as const, authenticatedAt: ago(1) };
const allowed = { days: 5, isAdministrator: false };

describe('a device to be remembered', () => {
  it.each([
    ['after a card a minute ago', fresh, allowed, null],
    ['after a passkey', { ...fresh, kind: 'passkey' }, allowed, null],
    ['without an exception', fresh, { ...allowed, days: null }, 'known-device-off'],
    ['for an administrator', fresh, { ...allowed, isAdministrator: true }, 'known-device-off'],
    ['after one factor', { ...fresh, level: 2 as const }, allowed, 'insufficient-assurance'],
    ['after six minutes', { ...fresh, authenticatedAt: ago(6) }, allowed, 'insufficient-assurance'],
    ['by a device', { ...fresh, kind: 'known-device' }, allowed, 'insufficient-assurance'],
    ['by an emergency account', { ...fresh, kind: 'break-glass' }, allowed, 'insufficient-assurance'],
    [
      'by password and code',
      { ...fresh, kind: 'totp', level: 2 as const },
      allowed,
      'insufficient-assurance',
    ],
  ])('%s', (_, session, facts, code) => {
    expect(mayRememberDevice(session, facts, now)?.code ?? null).toBe(code);
  });
});

describe('a known device', () => {
  const device = { rememberedAt: ago(2 * day), expiresAt: ago(-3 * day), identityStands: true };
  it.each([
    ['within its days', device, allowed, null, null],
    ['for what takes as much', device, allowed, 2, null],
    ['for what takes two factors', device, allowed, 3, 'level-too-low'],
    ['when the exception has ended', device, { ...allowed, days: null }, null, 'known-device-off'],
    [
      'when its person has become an administrator',
      device,
      { ...allowed, isAdministrator: true },
      null,
      'known-device-off',
    ],
    ['when fewer days are allowed since', device, { ...allowed, days: 1 }, null, 'device-unknown'],
    ['on its last moment', { ...device, expiresAt: now }, allowed, null, 'device-unknown'],
    ['whose card was changed', { ...device, identityStands: false }, allowed, null, 'device-unknown'],
  ])('%s', (_, known, facts, demanded, code) => {
    expect(mayUseDevice(known, facts, demanded, now)?.code ?? null).toBe(code);
  });

  it('is never worth more than an exception gives, and less than what everything takes', () => {
    expect(knownDeviceLevel).toBe(exceptionLevel);
    expect(knownDeviceLevel).toBeLessThan(generalLevel);
  });

  it('is never known longer than ten days, than was promised, or than is allowed now', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 10 }), (days, promised) => {
        const rememberedAt = now;
        const expiresAt = new Date(now.getTime() + promised * 86_400_000);
        const lasts = (knownUntil({ rememberedAt, expiresAt }, days).getTime() - now.getTime()) / 86_400_000;
        expect(lasts).toBe(Math.min(days, promised, longestKnownDeviceDays));
      }),
    );
  });

  it('was copied when an exchanged secret comes after a moment’s patience', () => {
    expect([isCopied(ago(0), now), isCopied(ago(1), now)]).toEqual([false, true]);
  });
});
