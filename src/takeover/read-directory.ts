import { Inject, Injectable, Optional } from '@nestjs/common';
import { directoryConnector, TargetUnavailable, type DirectoryConnector } from '../connectors/connector.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/refused.js';
import { groupKey } from '../policy/takeover/group-key.js';
import type { GroupFound } from './found-groups.store.js';
import { MembershipsStore } from './memberships.store.js';

/** What the directory holds: every group in short, and the members of those that were asked for. */
export interface DirectoryReading {
  readonly groups: GroupFound[];
  readonly memberships: number;
  /** By the group's key. */
  readonly members: Map<string, { username: string; enabled: boolean; identity: string | null }[]>;
}

const sampleSize = 5;

/** Reads the directory whole, outside any transaction; keeps the members of governed groups and no others. */
@Injectable()
export class ReadDirectory {
  constructor(
    private readonly database: Database,
    private readonly store: MembershipsStore,
    @Optional() @Inject(directoryConnector) private readonly connector?: DirectoryConnector,
  ) {}

  /**
   * @param besides a group that is to be governed
   * @throws Refused directory-silent when there is no directory or it does not answer
   */
  async run(besides?: string): Promise<DirectoryReading> {
    const { connector } = this;
    if (!connector) throw silent('no directory is configured');
    const wanted = new Set((await this.store.governed(this.database)).map((group) => groupKey(group.name)));
    if (besides !== undefined) wanted.add(besides);
    const reading: DirectoryReading = { groups: [], memberships: 0, members: new Map() };
    let memberships = 0;
    try {
      for await (const page of connector.groups()) {
        const shown = page.flatMap((group) => group.members.slice(0, 2 * sampleSize));
        const hidden =
          shown.length > 0 ? await this.store.protectedAccounts(this.database, shown) : new Set();
        for (const { name, members } of page) {
          const key = groupKey(name);
          memberships += members.length;
          const sample = members
            .slice(0, 2 * sampleSize)
            .map((member) => member.username)
            .filter((username) => !hidden.has(username))
            .slice(0, sampleSize);
          reading.groups.push({ key, name, members: members.length, sample });
          if (wanted.has(key)) reading.members.set(key, [...members]);
        }
      }
    } catch (error) {
      if (error instanceof TargetUnavailable) throw silent(error.message);
      throw error;
    }
    return { ...reading, memberships };
  }
}

function silent(why: string): Refused {
  return Refused.because('directory-silent', `The directory cannot be read now: ${why}.`);
}
