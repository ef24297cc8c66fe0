import { Attribute, Change, Client } from 'ldapts';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LdapDirectory, type LdapDirectoryOptions } from '../../src/connectors/ldap/ldap-directory.js';
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
