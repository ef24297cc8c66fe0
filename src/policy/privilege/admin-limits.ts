import { refuse, type Refusal } from '../model/refusal.js';

/**
 * As few administrators as possible at a time (H13.1.5). Null while there is room for one more.
 * @param holders persons who hold the role now, counted while the role is locked.
 */
export function requireRoom(roleName: string, holders: number, cap: number): Refusal | null {
  if (holders < cap) return null;
  return refuse(
    'cap-reached',
    `${roleName} may be held by ${String(cap)} at a time, and ${String(holders)} hold it now; wait until one has ended.`,
    { facts: { holders, cap } },
  );
}
