import { cookieNames, cookieOptions } from '../secrets.js';
import { ceremonyMinutes } from './webauthn.js';

/** Binds a ceremony to the browser that began it; never needed across sites. */
export function ceremonyCookie(publicUrl: string): {
  name: string;
  options: Omit<typeof cookieOptions, 'sameSite'> & { sameSite: 'strict'; maxAge: number };
} {
  return {
    name: `${cookieNames(publicUrl).session}-passkey`,
    options: { ...cookieOptions, sameSite: 'strict', maxAge: ceremonyMinutes * 60 },
  };
}
