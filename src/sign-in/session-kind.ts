/** By what somebody signed in. */
export type SessionKind = 'oidc' | 'passkey' | 'totp' | 'break-glass' | 'known-device';
