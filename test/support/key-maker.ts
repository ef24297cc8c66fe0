import { createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';

const oids = {
  ecdsaWithSha256: '2a8648ce3d040302',
  country: '550406',
  organisation: '55040a',
  unit: '55040b',
  name: '550403',
  basicConstraints: '551d13',
  keyUsage: '551d0f',
  /** id-fido-gen-ce-aaguid: which model the certificate is for. */
  model: '2b0601040182e51c010104',
};

/** What vouches for a new key in its attestation. */
export interface Attestation {
  /** Signs what the authenticator said; `x5c` from the authenticator's own certificate up. */
  readonly key: KeyObject;
  readonly x5c: readonly Buffer[];
}

/** A made-up maker of security keys: an authority, and certificates for its models. */
export class KeyMaker {
  readonly #authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  /** PEM of its authority. */
  readonly root: string;

  constructor(readonly name: string) {
    this.root = pem(this.#issue(subjectOf(name, 'Root'), this.#authority.publicKey, [isAuthority()]));
  }

  /** @param certified the model that the certificate names, where it is not the one the key says it is */
  attestation(certified: Buffer | null): Attestation {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const subject = subjectOf(this.name, 'Key', 'Authenticator Attestation');
    const leaf = this.#issue(subject, publicKey, [
      extension(oids.basicConstraints, der(0x30), true),
      ...(certified ? [extension(oids.model, der(0x04, certified))] : []),
    ]);
    return { key: privateKey, x5c: [leaf] };
  }

  #issue(subject: Buffer, publicKey: KeyObject, extensions: readonly Buffer[]): Buffer {
    const algorithm = der(0x30, oid(oids.ecdsaWithSha256));
    const day = 86_400_000;
    const body = der(
      0x30,
      der(0xa0, der(0x02, Buffer.of(2))),
      der(0x02, Buffer.concat([Buffer.of(0x4f), randomBytes(15)])),
      algorithm,
      subjectOf(this.name, 'Root'),
      der(0x30, time(Date.now() - day), time(Date.now() + 365 * day)),
      subject,
      publicKey.export({ type: 'spki', format: 'der' }),
      der(0xa3, der(0x30, ...extensions)),
    );
    const signature = createSign('sha256').update(body).sign(this.#authority.privateKey);
    return der(0x30, body, algorithm, der(0x03, Buffer.of(0), signature));
  }
}

function isAuthority(): Buffer {
  return Buffer.concat([
    extension(oids.basicConstraints, der(0x30, der(0x01, Buffer.of(0xff))), true),
    extension(oids.keyUsage, der(0x03, Buffer.of(0x01, 0x06)), true),
  ]);
}

function subjectOf(maker: string, name: string, unit?: string): Buffer {
  const part = (id: string, tag: number, text: string): Buffer =>
    der(0x31, der(0x30, oid(id), der(tag, Buffer.from(text))));
  return der(
    0x30,
    part(oids.country, 0x13, 'SE'),
    part(oids.organisation, 0x0c, maker),
    ...(unit ? [part(oids.unit, 0x0c, unit)] : []),
    part(oids.name, 0x0c, `${maker} ${name}`),
  );
}

function time(at: number): Buffer {
  return der(
    0x17,
    Buffer.from(
      new Date(at)
        .toISOString()
        .replace(/[-:T]|\.\d+/g, '')
        .slice(2),
    ),
  );
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return der(0x30, oid(id), ...(critical ? [der(0x01, Buffer.of(0xff))] : []), der(0x04, value));
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

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
