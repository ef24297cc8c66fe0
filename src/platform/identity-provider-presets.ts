/**
 * What is the same for every customer of a provider; issuer, client and keys are one's own. Whatever a configuration
 * states itself wins, field by field. Sources: Inera's and Sweden Connect's profiles, oidc.se, and the brokers' and
 * Freja's documentation; what your agreement says goes before them.
 */
const oidcSeNumbers = [
  'https://id.oidc.se/claim/personalIdentityNumber',
  'https://id.oidc.se/claim/coordinationNumber',
];
const swedishLevels = {
  'http://id.elegnamnden.se/loa/1.0/loa4': 4,
  'http://id.elegnamnden.se/loa/1.0/loa3': 3,
  'http://id.elegnamnden.se/loa/1.0/loa2': 2,
};

const oidcSe = {
  clientAuthentication: 'private_key_jwt',
  scope: 'openid https://id.oidc.se/scope/naturalPersonNumber',
  demandBy: 'claims',
  levels: swedishLevels,
  claims: { personalNumber: oidcSeNumbers },
};

export const presets: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  // Claims are whitelisted by client; asking for a commission would make the person choose one.
  'inera-siths': {
    name: 'SITHS',
    icon: 'card',
    scope: 'openid',
    demandBy: 'claims',
    levels: { 'http://id.sambi.se/loa/loa3': 3, 'http://id.sambi.se/loa/loa2': 2 },
    claims: { hsaId: 'employeeHsaId' },
    methods: { 'http://id.sambi.se/loa/loa3': 'SITHS' },
  },
  'oidc-se': { ...oidcSe, icon: 'phone' },
  'sweden-connect': {
    ...oidcSe,
    name: 'Sweden Connect',
    icon: 'phone',
    prompt: 'login',
    requestObject: 'signed',
  },
  // States no acr: who vouched stands in `idp`, and the number is told at userinfo only.
  signicat: {
    name: 'BankID',
    icon: 'phone',
    scope: 'openid profile nin',
    prompt: 'login',
    userinfo: 'plain',
    levels: [{ claims: { idp: 'sbid' }, level: 3, ask: 'idp:sbid', method: 'BankID' }],
    claims: { personalNumber: ['nin'] },
  },
  idura: {
    name: 'BankID',
    icon: 'phone',
    scope: 'openid',
    asksEveryTime: true, // unless single sign-on is switched on there
    levels: [
      { claims: { identityscheme: 'sebankid' }, level: 3, ask: 'urn:grn:authn:se:bankid', method: 'BankID' },
    ],
    claims: { personalNumber: ['ssn'] },
  },
  // How thoroughly the person was identified stands in a claim; the least level is set by agreement, not asked for.
  freja: {
    name: 'Freja',
    icon: 'phone',
    scope:
      'openid profile https://frejaeid.com/oidc/scopes/personalIdentityNumber https://frejaeid.com/oidc/scopes/registrationLevel',
    demandBy: 'none',
    userinfo: 'plain',
    levels: [
      {
        claims: { 'https://frejaeid.com/oidc/claims/registrationLevel': 'PLUS' },
        level: 3,
        method: 'Freja+',
      },
      {
        claims: { 'https://frejaeid.com/oidc/claims/registrationLevel': 'EXTENDED' },
        level: 2,
        method: 'Freja',
      },
    ],
    claims: { personalNumber: ['https://frejaeid.com/oidc/claims/personalIdentityNumber'] },
  },
};

/** A provider as stated, on top of its preset's answers. What names no preset that there is stays as it is. */
export function withPreset(stated: unknown): unknown {
  if (typeof stated !== 'object' || stated === null || !('preset' in stated)) return stated;
  const name = stated.preset;
  if (typeof name !== 'string' || !Object.hasOwn(presets, name)) return stated;
  return { ...presets[name], ...stated };
}
