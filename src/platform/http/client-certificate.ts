import { createHash, X509Certificate } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { configToken } from '../config-token.js';
import type { Config } from '../config.js';

/**
 * The certificate that a program showed our proxy (mTLS). The proxy tells it in a header, which is read only when the
 * connection itself comes from a configured proxy: from anybody else the header is anybody's word, ignored and noted.
 */
@Injectable()
export class ClientCertificate {
  readonly #proxies = new BlockList();
  readonly #header: string;
  readonly #log = new Logger('ClientCertificate');

  constructor(@Inject(configToken) { http }: Config) {
    this.#header = http.clientCertificateHeader;
    for (const network of http.trustedProxies) {
      const [address = '', prefix = ''] = network.split('/');
      this.#proxies.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
    }
  }

  /** SHA-256 of the certificate (RFC 8705's x5t#S256), or null when there is none that counts at `now`. */
  thumbprintOf(request: FastifyRequest, now: Date): Buffer | null {
    const stated = request.headers[this.#header];
    if (typeof stated !== 'string' || stated === '') return null;
    if (!this.#isProxy(request.socket.remoteAddress ?? '')) {
      this.#log.warn(
        { address: request.socket.remoteAddress },
        'a certificate header came from no proxy of ours',
      );
      return null;
    }
    const certificate = certificateIn(stated);
    if (!certificate || certificate.validFromDate > now || certificate.validToDate < now) return null;
    return thumbprintOf(certificate);
  }

  #isProxy(remote: string): boolean {
    const address = remote.replace(/^::ffff:(?=\d+\.)/i, '');
    const family = isIP(address);
    return family !== 0 && this.#proxies.check(address, family === 6 ? 'ipv6' : 'ipv4');
  }
}

export function thumbprintOf(certificate: X509Certificate): Buffer {
  return createHash('sha256').update(certificate.raw).digest();
}

/** As RFC 9440 writes it (:base64:), or PEM, with % escapes as proxies send it. Null: no certificate. */
export function certificateIn(text: string): X509Certificate | null {
  try {
    const structured = /^:([A-Za-z0-9+/=]+):$/.exec(text);
    if (structured) return new X509Certificate(Buffer.from(structured[1] ?? '', 'base64'));
    const pem = text.includes('%') ? decodeURIComponent(text) : text;
    return pem.includes('-----BEGIN CERTIFICATE-----') ? new X509Certificate(pem) : null;
  } catch {
    return null;
  }
}
