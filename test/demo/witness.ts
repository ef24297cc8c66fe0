import { readFileSync } from 'node:fs';
import { Client } from 'ldapts';
import pg from 'pg';
import type { Sandbox } from '../../src/sandbox/sandbox.js';

/** Looks at the directory and the database themselves, past the service. */
export class Witness {
  private constructor(
    private readonly ldap: Client,
    private readonly database: pg.Pool,
    private readonly peopleDn: string,
    private readonly groupsDn: string,
  ) {}

  static async of(sandbox: Sandbox): Promise<Witness> {
    const { directory } = sandbox;
    if (!directory) throw new Error('the instance has no directory');
    const ldap = new Client({ url: directory.url, tlsOptions: { ca: [readFileSync(directory.caFile)] } });
    await ldap.bind(directory.bindDn, directory.bindPassword);
    const database = new pg.Pool({ connectionString: sandbox.serviceUrl, max: 2 });
    return new Witness(ldap, database, directory.peopleDn, directory.groupsDn);
  }

  async rows<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.database.query<Row>(sql, values)).rows;
  }

  async count(sql: string, values: unknown[] = []): Promise<number> {
    const [row] = await this.rows<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`, values);
    return Number(row?.n);
  }

  /** User names by state, as the directory has them. */
  async accounts(): Promise<{ enabled: Set<string>; disabled: Set<string> }> {
    const found = await this.ldap.search(this.peopleDn, {
      scope: 'one',
      filter: '(uid=*)',
      attributes: ['uid', 'pwdAccountLockedTime'],
    });
    const enabled = new Set<string>();
    const disabled = new Set<string>();
    for (const entry of found.searchEntries) {
      const locked = entry['pwdAccountLockedTime'];
      const shut = locked !== undefined && locked.length > 0;
      (shut ? disabled : enabled).add(String(entry['uid']));
    }
    return { enabled, disabled };
  }

  async members(group: string): Promise<Set<string>> {
    const { searchEntries } = await this.ldap.search(this.groupsDn, {
      scope: 'one',
      filter: `(cn=${group})`,
      attributes: ['member'],
    });
    const members = searchEntries[0]?.['member'] ?? [];
    const list = Array.isArray(members) ? members.map(String) : [String(members)];
    return new Set(list.map((dn) => /^uid=([^,]+),/.exec(dn)?.[1]).filter((uid) => uid !== undefined));
  }

  async usernameOf(hrKey: string): Promise<string | undefined> {
    const [row] = await this.rows<{ username: string }>(
      `SELECT a.username FROM account a JOIN person p ON p.id = a.person_id WHERE p.source_key = $1`,
      [hrKey],
    );
    return row?.username;
  }

  async close(): Promise<void> {
    await this.ldap.unbind();
    await this.database.end();
  }
}
