import type { FeaturedPerson, MethodFacts } from './identity-page.js';

/** What an ID token says of a person, beside how they signed in. */
export type Claims = Readonly<Record<string, string>>;

const PERSONAL_NUMBER_CLAIM = 'https://id.oidc.se/claim/personalIdentityNumber';

/** Every claim the sandbox identity provider may give. */
export const CLAIMS = [
  'acr',
  'amr',
  'auth_time',
  'employeeHsaId',
  'credentialPersonalIdentityNumber',
  PERSONAL_NUMBER_CLAIM,
  'given_name',
  'family_name',
];
const HSA_ID = /^(SE\d{10}|TSTNMT\d{10})-[A-Za-z0-9]{1,20}$/;

/** The claims the method would have given for that person, or the problem to show. */
export function claimsOf(
  method: MethodFacts,
  identity: string,
  people: readonly FeaturedPerson[],
): Claims | string {
  const digits = identity.replace(/[-\s]/g, '');
  const person = people.find(({ hsaId, personalNumber }) => hsaId === identity || personalNumber === digits);
  const names: Claims =
    person === undefined ? {} : { given_name: person.givenName, family_name: person.familyName };
  if (method.knowsPeopleBy === 'personalNumber') {
    const number = person === undefined ? digits : person.personalNumber;
    if (number === undefined)
      return `${method.title} kräver ett personnummer, som personen saknar här. Välj SITHS.`;
    if (!/^\d{12}$/.test(number)) return `${method.title} kräver ett personnummer med 12 siffror.`;
    return { ...names, [PERSONAL_NUMBER_CLAIM]: number };
  }
  const hsaId = person === undefined ? identity : person.hsaId;
  if (hsaId === undefined)
    return `${method.title} kräver ett HSA-id, som personen saknar. Välj BankID eller Freja.`;
  if (!HSA_ID.test(hsaId)) return `${method.title} kräver ett HSA-id, till exempel SE5555555555-A1B2.`;
  const number = person?.personalNumber;
  return {
    ...names,
    employeeHsaId: hsaId,
    ...(number === undefined ? {} : { credentialPersonalIdentityNumber: number }),
  };
}
