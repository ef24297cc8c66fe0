import type { WantedAccount } from '../connector.js';
import { attribute, filledAttributes, replace, shownAttributes, valuesOf, type Flavour } from './flavour.js';
import { below } from './distinguished-name.js';

/** The time by which the password policy (draft-behera-ldap-password-policy) locks an account for good. */
const lockedForGood = '000001010000Z';

/**
 * OpenLDAP and servers of its kind: inetOrgPerson, groupOfNames, and the password policy's lock. A lock with another
 * time is the server's own answer to wrong passwords and none of ours.
 */
export function openldap(peopleDn: string, groupsDn: string): Flavour {
  const shown = (wanted: WantedAccount): Map<string, string | null> => {
    const attributes = shownAttributes(wanted);
    return attributes.set('cn', attributes.get('displayName') ?? wanted.username);
  };
  return {
    shown,
    accountClass: 'inetOrgPerson',
    accountName: 'uid',
    groupClass: 'groupOfNames',
    groupNames: ['cn'],
    stateAttribute: 'pwdAccountLockedTime',
    memberOfIsTruth: false,
    filler: 'cn=nobody', // groupOfNames must have a member; refint's choice too, so that both agree

    isDisabled: (entry) => valuesOf(entry, 'pwdAccountLockedTime').includes(lockedForGood),

    setEnabled: (_entry, enabled) => replace('pwdAccountLockedTime', ...(enabled ? [] : [lockedForGood])),

    newAccount: (wanted) => ({
      dn: below('uid', wanted.username, peopleDn),
      attributes: [
        attribute('objectClass', 'inetOrgPerson'),
        attribute('uid', wanted.username),
        // Shut from its first moment: between making it and locking it would lie an open account.
        ...(wanted.standing === 'open' ? [] : [attribute('pwdAccountLockedTime', lockedForGood)]),
        ...filledAttributes(shown(wanted)),
      ],
    }),

    newGroup: (name) => ({
      dn: below('cn', name, groupsDn),
      attributes: [
        attribute('objectClass', 'groupOfNames'),
        attribute('cn', name),
        attribute('member', 'cn=nobody'),
      ],
    }),
  };
}
