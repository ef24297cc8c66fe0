import type { Reader } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import type { Day } from '../policy/model/day.js';
import type { OwnedObject } from './register-grounds.js';
import type { SystemsStore } from './systems.store.js';

/** Whoever answers for a system works here. @throws Refused invalid, naming the field */
export async function requireOwners(
  store: SystemsStore,
  reader: Reader,
  owners: OwnedObject,
  today: Day,
): Promise<void> {
  const employed = await store.employed(reader, [owners.informationOwnerId, owners.systemOwnerId], today);
  for (const field of ['informationOwnerId', 'systemOwnerId'] as const)
    if (!employed.has(owners[field]))
      throw Refused.because('invalid', 'An owner must have an employment in force today.', {
        pointer: `/${field}`,
      });
}
