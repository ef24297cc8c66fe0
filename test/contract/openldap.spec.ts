import { Attribute, Change, Client } from 'ldapts';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Convergence } from '../../src/connectors/ldap/convergence.js';
import { LdapDirectory, type LdapDirectoryOptions } from '../../src/connectors/ldap/ldap-directory.js';
import { LdapReads } from '../../src/connectors/ldap/ldap-reads.js';
import { LdapSession } from '../../src/connectors/ldap/ldap-session.js';
import { openldap } from '../../src/connectors/ldap/openldap.js';
import { makeAuthority } from '../../src/sandbox/certificates.js';
import { startDirectory } from '../../src/sandbox/openldap.js';
import { startRelay, type TcpRelay } from '../support/tcp-relay.js';
import { describeDirectory, describeOutages } from './directory-contract.js';
import { LdapByHand, type Kind } from './ldap-by-hand.js';
import { describePasswords } from './password-contract.js';

const kind: Kind = {
  accountName: 'uid',
  stamp: 'entryCSN',
  isEnabled: (entry) => entry['pwdAccountLockedTime'] !== '000001010000Z',
  enable: new Change({
    operation: 'replace',
    modification: new Attribute({ type: 'pwdAccountLockedTime', values: [] }),
  }),
  newGroup: (name, members) => ({ objectClass: 'groupOfNames', cn: name, member: members }),
};

async function openSlapd(): Promise<{
  dir: string;
  relay: TcpRelay;
  options: LdapDirectoryOptions;
  stop: () => Promise<void>;
}> {
  const dir = mkdtempSync(path.join(tmpdir(), 'grindvakt-slapd-'));
  const server = await startDirectory({ dir });
  const relay = await startRelay({ host: '127.0.0.1', port: Number(new URL(server.url).port) });
  const { caFile, bindDn, bindPassword, peopleDn, groupsDn } = server;
  const url = `ldaps://localhost:${String(relay.port)}`;
  return {
    dir,
    relay,
    options: { kind: 'openldap', url, caFile, bindDn, bindPassword, peopleDn, groupsDn, timeoutMs: 8000 },
    stop: async () => {
      await relay.stop();
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

describeDirectory('OpenLDAP', async () => {
  const { options, stop } = await openSlapd();
  const connector = new LdapDirectory(options);
  const hand = await LdapByHand.on(options, kind);
  return {
    connector,
    look: (username) => hand.look(username),
    byHand: hand.byHand,
    anyUsername: true,
    stop: async () => {
      await connector.close();
      await hand.close();
      await stop();
    },
  };
});

describeOutages('OpenLDAP', async () => {
  const { dir, relay, options, stop } = await openSlapd();
  const otherCaFile = path.join(dir, 'other-ca.pem');
  writeFileSync(otherCaFile, makeAuthority('Somebody else', new Date()).certificate);
  return { make: (over = {}) => new LdapDirectory({ ...options, ...over }), relay, otherCaFile, stop };
});

describePasswords('OpenLDAP', async () => {
  const { dir, relay, options, stop } = await openSlapd();
  const otherCaFile = path.join(dir, 'other-ca.pem');
  writeFileSync(otherCaFile, makeAuthority('Somebody else', new Date()).certificate);
  const client = new Client({ url: options.url, tlsOptions: { ca: [readFileSync(options.caFile ?? '')] } });
  const signedIn = async (): Promise<Client> => {
    await client.bind(options.bindDn, options.bindPassword);
    return client;
  };
  const change = async (username: string, type: string, value: string): Promise<void> => {
    const modification = new Attribute({ type, values: [value] });
    await (
      await signedIn()
    ).modify(`uid=${username},${options.peopleDn}`, new Change({ operation: 'replace', modification }));
  };
  const shortLived = `cn=short,ou=policies,dc=vard,dc=test`;
  await (
    await signedIn()
  ).add(shortLived, {
    objectClass: ['device', 'pwdPolicy'],
    cn: 'short',
    pwdAttribute: 'userPassword',
    pwdMaxAge: '1',
    pwdGraceAuthNLimit: '0',
  });
  return {
    make: (over = {}) => new LdapDirectory({ ...options, ...over }),
    relay,
    otherCaFile,
    locksAfter: 5, // the sandbox's own policy
    byHand: {
      setPassword: (username, password) => change(username, 'userPassword', password),
      expire: async (username) => {
        await change(username, 'pwdPolicySubentry', shortLived);
        await sleep(2100);
      },
    },
    stop: async () => {
      await client.unbind();
      await stop();
    },
  };
});

/** A server that answers every change with success and makes none, as a proxy before a read-only copy may. */
class DeafSession extends LdapSession {
  override run<T>(operation: (client: Client) => Promise<T>): Promise<T> {
    return super.run((client) =>
      operation(
        new Proxy(client, {
          get(target, name): unknown {
            if (name === 'modify' || name === 'add' || name === 'del') return () => Promise.resolve();
            const value: unknown = Reflect.get(target, name, target);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        }),
      ),
    );
  }
}

describe('OpenLDAP that says yes and does nothing', () => {
  let slapd: Awaited<ReturnType<typeof openSlapd>>;
  beforeAll(async () => {
    slapd = await openSlapd();
  });
  afterAll(async () => {
    await slapd.stop();
  });

  it('is not believed: the leaver’s account is told as not shut, and is shut once it does as it says', async () => {
    const { options } = slapd;
    const leaver = {
      username: 'leaver',
      displayName: 'Ek',
      familyName: 'Ek',
      givenName: null,
      email: null,
      groups: ['vard'],
    };
    const honest = new LdapDirectory(options);
    await honest.converge([{ ...leaver, standing: 'open' }], ['vard']);
    const session = new DeafSession(options);
    const flavour = openldap(options.peopleDn, options.groupsDn);
    const reads = new LdapReads(session, flavour, options.peopleDn, options.groupsDn);
    const work = new Convergence(flavour, reads, session, ['vard'], () => undefined);
    let wrong = new Map([['leaver', { ...leaver, standing: 'shut' as const }]]);
    for (const isLast of [false, false, false, true]) {
      const looked = await work.pass(wrong, !isLast);
      expect(looked.right.size).toBe(0);
      wrong = new Map([...looked.wrong].map(([key]) => [key, { ...leaver, standing: 'shut' as const }]));
    }
    expect([[...wrong.keys()], work.reason('leaver')]).toEqual([
      ['leaver'],
      'the directory did not keep the change',
    ]);
    expect(await honest.converge([{ ...leaver, standing: 'shut' }], ['vard'])).toEqual([
      { username: 'leaver', kind: 'confirmed', state: 'disabled' },
    ]);
    await Promise.all([session.close(), honest.close()]);
  });
});
