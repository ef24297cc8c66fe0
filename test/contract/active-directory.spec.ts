import { Attribute, Change } from 'ldapts';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { LdapDirectory } from '../../src/connectors/ldap/ldap-directory.js';
import { makeAuthority } from '../../src/sandbox/certificates.js';
import { startSamba } from '../support/samba.js';
import { describeDirectory, describeOutages } from './directory-contract.js';
import { LdapByHand, type Kind } from './ldap-by-hand.js';

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
