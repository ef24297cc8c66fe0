import type { Level } from '../model/actor.js';
import { refuse, type Refusal } from '../model/refusal.js';

/** Two factors at level 3 for everything (H13.1.7); roles may demand more when they are activated or approved. */
export const generalLevel: Level = 3;

/** Null when the session's level is enough for what is demanded. */
export function requireLevel(has: number, demanded: number = generalLevel): Refusal | null {
  if (has >= demanded) return null;
  return refuse(
    'insufficient-assurance',
    `This takes a sign-in at assurance level ${String(demanded)}; yours is at level ${String(has)}.`,
    { facts: { has, demanded } },
  );
}
