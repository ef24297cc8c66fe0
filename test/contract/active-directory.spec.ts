import { Attribute, Change, Client } from 'ldapts';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LdapDirectory } from '../../src/connectors/ldap/ldap-directory.js';
import { makeAuthority } from '../../src/sandbox/certificates.js';
import { startSamba } from '../support/samba.js';
import { describeDirectory, describeOutages } from './directory-contract.js';
import { LdapByHand, type Kind } from './ldap-by-hand.js';
import { describePasswords } from './password-contract.js';

const kind: Kind = {
  accountName: 'sAMAccountName',
  stamp: 'uSNChanged',
  isEnabled: (entry) => (Number(entry['userAccountControl']) & 2) === 0,
  enable: new Change({
    operation: 'replace',
    modification: new Attribute({ type: 'userAccountControl', values: ['512'] }),
  }),
  newGroup: (name, members) => ({ objectClass: 'group', sAMAccountName: name, member: members }),
};

describeDirectory('Active Directory', async () => {
  const samba = await startSamba();
  const connector = new LdapDirectory(samba.options);
  const hand = await LdapByHand.on(samba.options, kind);
  return {
    connector,
    look: (username) => hand.look(username),
    byHand: hand.byHand,
    anyUsername: false,
    stop: async () => {
      await connector.close();
      await hand.close();
      await samba.stop();
    },
  };
});

describeOutages('Active Directory', async () => {
  const samba = await startSamba();
  const { options, relay } = samba;
  const otherCaFile = path.join(path.dirname(options.caFile ?? ''), 'other-ca.pem');
  writeFileSync(otherCaFile, makeAuthority('Somebody else', new Date()).certificate);
  return {
    make: (over = {}) => new LdapDirectory({ ...options, ...over }),
    relay,
    otherCaFile,
    stop: () => samba.stop(),
  };
});

describePasswords('Active Directory', async () => {
  const samba = await startSamba();
  const { options, relay, baseDn } = samba;
  const otherCaFile = path.join(path.dirname(options.caFile ?? ''), 'other-ca.pem');
  writeFileSync(otherCaFile, makeAuthority('Somebody else', new Date()).certificate);
  const client = new Client({ url: options.url, tlsOptions: { ca: [readFileSync(options.caFile ?? '')] } });
  const change = async (dn: string, type: string, value: string | Buffer): Promise<void> => {
    await client.bind(options.bindDn, options.bindPassword);
    const modification = new Attribute({ type, values: [value] as string[] | Buffer[] });
    await client.modify(dn, new Change({ operation: 'replace', modification }));
  };
  const account = (username: string): string => `CN=${username},${options.peopleDn}`;
  const locksAfter = 4;
  await change(baseDn, 'lockoutThreshold', String(locksAfter));
  return {
    make: (over = {}) => new LdapDirectory({ ...options, ...over }),
    relay,
    otherCaFile,
    locksAfter,
    byHand: {
      setPassword: (username, password) =>
        change(account(username), 'unicodePwd', Buffer.from(`"${password}"`, 'utf16le')),
      // The first of January 2020, as Windows counts: units of 100 ns since 1601.
      expire: (username) => change(account(username), 'accountExpires', '132223104000000000'),
    },
    stop: async () => {
      await client.unbind();
      await samba.stop();
    },
  };
});
