import { longestKnownDeviceDays } from '../policy/assurance/known-device.js';
import { ceremonyCookie } from './passkeys/ceremony-cookie.js';
import { cookieNames, methodCookieOptions } from './secrets.js';

/** A cookie that the service sets: what the page about cookies says of it (LEK 9:28). */
export interface ListedCookie {
  readonly name: string;
  /** Words for it in the texts, `cookies.purposes.*`. */
  readonly purpose: CookiePurpose;
  /** Minutes; null: until the browser is closed or the session ends. */
  readonly minutes: number | null;
}

export const cookiePurposes = ['session', 'sign-in', 'method', 'tried', 'passkey', 'device'] as const;
export type CookiePurpose = (typeof cookiePurposes)[number];

/** A provider that was tried out tells what it said for so long. */
export const triedMinutes = 5;

/** Every cookie there is; test/medium/sessions.spec.ts holds it to what is really set. */
export function cookieList(publicUrl: string, { flowMinutes }: { flowMinutes: number }): ListedCookie[] {
  const { session, flow, method, tried, device } = cookieNames(publicUrl);
  const ceremony = ceremonyCookie(publicUrl);
  return [
    { name: session, purpose: 'session', minutes: null },
    { name: flow, purpose: 'sign-in', minutes: flowMinutes },
    { name: ceremony.name, purpose: 'passkey', minutes: ceremony.options.maxAge / 60 },
    { name: method, purpose: 'method', minutes: methodCookieOptions.maxAge / 60 },
    { name: tried, purpose: 'tried', minutes: triedMinutes },
    { name: device, purpose: 'device', minutes: longestKnownDeviceDays * 1440 },
  ];
}
