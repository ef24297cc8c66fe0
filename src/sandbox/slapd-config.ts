import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { SlapdProgram } from './slapd-program.js';

export const BASE_DN = 'dc=vard,dc=test';
export const SERVICE_DN = `cn=grindvakt,${BASE_DN}`;
export const PEOPLE_DN = `ou=people,${BASE_DN}`;
export const GROUPS_DN = `ou=groups,${BASE_DN}`;
const POLICIES_DN = `ou=policies,${BASE_DN}`;

/**
 * slapd.conf: LDAPS only, memberOf and referential integrity kept by the server, one uid for one entry,
 * and the password policy whose `pwdAccountLockedTime` is how an account is disabled.
 */
export function slapdConfig(program: SlapdProgram, dir: string): string {
  // Before OpenLDAP 2.5 the password policy's schema was a file of its own.
  const schemas = ['core', 'cosine', 'inetorgperson', 'ppolicy']
    .map((name) => path.join(program.schema, `${name}.schema`))
    .filter((file) => existsSync(file));
  return `${schemas.map((file) => `include "${file}"`).join('\n')}
pidfile "${dir}/slapd.pid"
modulepath "${program.modules}"
moduleload back_mdb
moduleload memberof
moduleload refint
moduleload unique
moduleload ppolicy
TLSCertificateFile "${dir}/server.pem"
TLSCertificateKeyFile "${dir}/server.key"
security simple_bind=128 update_tls=128
disallow bind_anon
loglevel none
sizelimit 500

database mdb
suffix ${BASE_DN}
rootdn cn=nobody,${BASE_DN}
directory "${dir}/db"
maxsize 1073741824
index objectClass,entryUUID,entryCSN eq
index uid,cn,employeeNumber,member,memberOf eq
limits dn.exact="${SERVICE_DN}" size=unlimited time=unlimited size.prtotal=unlimited
access to attrs=userPassword by dn.exact="${SERVICE_DN}" manage by self write by anonymous auth by * none
access to * by dn.exact="${SERVICE_DN}" manage by users read by * none
overlay memberof
memberof-group-oc groupOfNames
memberof-dangling ignore
overlay refint
refint_attributes member manager
refint_nothing cn=nobody
overlay unique
unique_uri ldap:///?uid?sub?
overlay ppolicy
ppolicy_default cn=default,${POLICIES_DN}
ppolicy_hash_cleartext
ppolicy_use_lockout
`;
}

/**
 * What the directory holds before the first account: the service's own entry and the password policies.
 * The service has a policy without lockout, or three wrong passwords from anybody would shut it out.
 */
export function baseEntries(servicePassword: string): string {
  return `dn: ${BASE_DN}
objectClass: domain
dc: vard

dn: ${SERVICE_DN}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: grindvakt
userPassword: ${saltedHash(servicePassword)}
pwdPolicySubentry: cn=service,${POLICIES_DN}

dn: ${POLICIES_DN}
objectClass: organizationalUnit
ou: policies

dn: cn=default,${POLICIES_DN}
objectClass: device
objectClass: pwdPolicy
cn: default
pwdAttribute: userPassword
pwdLockout: TRUE
pwdMaxFailure: 5
pwdLockoutDuration: 900

dn: cn=service,${POLICIES_DN}
objectClass: device
objectClass: pwdPolicy
cn: service
pwdAttribute: userPassword
pwdLockout: FALSE

dn: ${PEOPLE_DN}
objectClass: organizationalUnit
ou: people

dn: ${GROUPS_DN}
objectClass: organizationalUnit
ou: groups
`;
}

/** A group that the directory holds without anybody having asked Grindvakt for it. */
export interface NativeGroup {
  readonly name: string;
  /** User names. An account need not be there yet: it is in the group from when it is made. */
  readonly members: readonly string[];
}

/** Groups made by hand, as every directory has them before the first system takes charge of it. */
export function nativeEntries(groups: readonly NativeGroup[]): string {
  return groups
    .map(
      ({ name, members }) => `
dn: cn=${name},${GROUPS_DN}
objectClass: groupOfNames
cn: ${name}
${['cn=nobody', ...members.map((username) => `uid=${username},${PEOPLE_DN}`)].map((dn) => `member: ${dn}`).join('\n')}
`,
    )
    .join('');
}

/** {SSHA}, the strongest scheme every slapd build understands; the password itself is 192 random bits. */
function saltedHash(password: string): string {
  const salt = randomBytes(8);
  const digest = createHash('sha1').update(password).update(salt).digest();
  return `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`;
}
