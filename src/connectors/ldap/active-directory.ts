import { randomBytes } from 'node:crypto';
import { Attribute } from 'ldapts';
import { attribute, filledAttributes, replace, shownAttributes, valuesOf, type Flavour } from './flavour.js';
import { below } from './distinguished-name.js';

const normalAccount = 0x200;
const accountDisable = 0x2;
const notInOldNames = /["/\\[\]:;|=,+*?<>@]|\.$/;
const globalSecurityGroup = String(-2147483646);

/** Active Directory, and Samba as one: user, group, userAccountControl. Works over LDAPS only, as passwords demand. */
export function activeDirectory(peopleDn: string, groupsDn: string): Flavour {
  const domain = domainOf(peopleDn);
  return {
    accountClass: 'user',
    accountName: 'sAMAccountName',
    groupClass: 'group',
    groupNames: ['sAMAccountName', 'cn'],
    stateAttribute: 'userAccountControl',
    memberOfIsTruth: true,
    filler: null,
    shown: shownAttributes, // cn is the entry's name here, and stays the user name

    isDisabled: (entry) => (controlOf(entry) & accountDisable) !== 0,

    // Only the one bit: what an administrator set beside it stays.
    setEnabled: (entry, enabled) => {
      const control = controlOf(entry);
      return replace(
        'userAccountControl',
        String(enabled ? control & ~accountDisable : control | accountDisable),
      );
    },

    newAccount: (wanted) => ({
      dn: below('CN', wanted.username, peopleDn),
      attributes: [
        attribute('objectClass', 'user'),
        attribute('sAMAccountName', wanted.username),
        ...(domain === '' ? [] : [attribute('userPrincipalName', `${wanted.username}@${domain}`)]),
        // Nobody knows it: people sign in by card. An account without one could be enabled with an empty password.
        new Attribute({ type: 'unicodePwd', values: [unknownPassword()] }),
        attribute(
          'userAccountControl',
          String(wanted.standing === 'open' ? normalAccount : normalAccount | accountDisable),
        ),
        ...filledAttributes(shownAttributes(wanted)),
      ],
    }),

    newGroup: (name) => ({
      dn: below('CN', name, groupsDn),
      attributes: [
        attribute('objectClass', 'group'),
        // A name that is not allowed as the old one gets a made-up old one; the group is then found by its cn.
        ...(notInOldNames.test(name) ? [] : [attribute('sAMAccountName', name)]),
        attribute('groupType', globalSecurityGroup),
      ],
    }),
  };
}

function controlOf(entry: Parameters<typeof valuesOf>[0]): number {
  return Number(valuesOf(entry, 'userAccountControl')[0] ?? normalAccount);
}

/** 32 random bytes, with the four kinds of characters that a complexity rule may count. */
function unknownPassword(): Buffer {
  return Buffer.from(`"${randomBytes(32).toString('base64url')}aA1!"`, 'utf16le');
}

/** `OU=Konton,DC=vard,DC=test` → `vard.test`. */
function domainOf(dn: string): string {
  return [...dn.matchAll(/(?:^|,)\s*dc\s*=\s*([^,]+)/gi)].map((match) => (match[1] ?? '').trim()).join('.');
}
