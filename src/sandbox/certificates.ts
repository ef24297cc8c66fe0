import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto';

/** A key and its certificate, both PEM. */
export interface Certified {
  readonly key: string;
  readonly certificate: string;
}

const DAY_MS = 86_400_000;
const OID = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  basicConstraints: '551d13',
  keyUsage: '551d0f',
  extendedKeyUsage: '551d25',
  serverAuth: '2b06010505070301',
  subjectAltName: '551d11',
  subjectKeyIdentifier: '551d0e',
  authorityKeyIdentifier: '551d23',
};

/** A certificate authority of one's own (P-256), good for ten years. For the sandbox only. */
export function makeAuthority(name: string, now: Date): Certified {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = issue({
    issuer: name,
    signer: privateKey,
    subject: name,
    publicKey,
    now,
    days: 3650,
    extensions: [
      extension(OID.basicConstraints, der(0x30, der(0x01, Buffer.of(0xff))), true),
      // keyCertSign and cRLSign
      extension(OID.keyUsage, der(0x03, Buffer.of(0x01, 0x06)), true),
      extension(OID.subjectKeyIdentifier, der(0x04, keyIdentifier(publicKey))),
    ],
  });
  return { key: pem(privateKey), certificate };
}

/** A server certificate for localhost and 127.0.0.1, good for 397 days, issued by that authority. */
export function issueForLocalhost(authority: Certified & { readonly name: string }, now: Date): Certified {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = der(0x30, der(0x82, Buffer.from('localhost')), der(0x87, Buffer.of(127, 0, 0, 1)));
  const certificate = issue({
    issuer: authority.name,
    signer: authority.key,
    subject: 'localhost',
    publicKey,
    now,
    days: 397,
    extensions: [
      extension(OID.basicConstraints, der(0x30), true),
      // digitalSignature
      extension(OID.keyUsage, der(0x03, Buffer.of(0x07, 0x80)), true),
      extension(OID.extendedKeyUsage, der(0x30, oid(OID.serverAuth))),
      extension(OID.subjectAltName, names),
      extension(OID.subjectKeyIdentifier, der(0x04, keyIdentifier(publicKey))),
      extension(
        OID.authorityKeyIdentifier,
        der(0x30, der(0x80, keyIdentifier(createPublicKey(authority.key)))),
      ),
    ],
  });
  return { key: pem(privateKey), certificate };
}

interface ToIssue {
  readonly issuer: string;
  readonly signer: KeyObject | string;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly now: Date;
  readonly days: number;
  readonly extensions: readonly Buffer[];
}

/** X.509 version 3 (RFC 5280, 4.1) written by hand: a newcomer's machine may lack openssl. */
function issue(what: ToIssue): string {
  const algorithm = der(0x30, oid(OID.ecdsaWithSha256));
  // A day back, for machines whose clocks disagree; a leading 0x4f keeps the serial positive and short.
  const from = new Date(what.now.getTime() - DAY_MS);
  const until = new Date(what.now.getTime() + what.days * DAY_MS);
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.concat([Buffer.of(0x4f), randomBytes(15)])),
    algorithm,
    distinguishedName(what.issuer),
    der(0x30, time(from), time(until)),
    distinguishedName(what.subject),
    what.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, ...what.extensions)),
  );
  const signature = sign('sha256', body, what.signer);
  const certificate = der(0x30, body, algorithm, der(0x03, Buffer.of(0), signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function distinguishedName(commonName: string): Buffer {
  return der(0x30, der(0x31, der(0x30, oid(OID.commonName), der(0x0c, Buffer.from(commonName)))));
}

/** UTCTime until 2049 and GeneralizedTime after it, as RFC 5280 demands. */
function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, '');
  return at.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(digits.slice(2)))
    : der(0x18, Buffer.from(digits));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return der(0x30, oid(id), ...(critical ? [der(0x01, Buffer.of(0xff))] : []), der(0x04, value));
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.of(tag, body.length), body]);
  const length = Buffer.from(body.length.toString(16).padStart(body.length < 0x100 ? 2 : 4, '0'), 'hex');
  return Buffer.concat([Buffer.of(tag, 0x80 | length.length), length, body]);
}

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
