import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { isPrivateAddress, lookupPublic } from './private-address.js';

/** It was not fetched. The message names the host and holds nothing of what was answered. */
export class NotFetched extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotFetched';
  }
}

export interface FetchRules {
  /** Lets it be at an address of a private network, and without TLS. */
  readonly allowPrivate: boolean;
  /** For the whole answer. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** Why an address given by somebody else may not be asked at all; null when it may. */
export function faultOf(url: URL, { allowPrivate }: Pick<FetchRules, 'allowPrivate'>): string | null {
  if (url.username !== '' || url.password !== '' || url.hash !== '') return 'holds a user name or a fragment';
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) return 'is not https';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) return 'is not on the public internet';
  return null;
}

/**
 * Fetches a JSON document from an address that somebody else has given. Looked at anew at each fetch: the addresses
 * that are connected to must be public, redirects are not followed, and what is too large or too slow is given up.
 * @throws NotFetched
 */
export async function fetchPublicJson(url: URL, rules: FetchRules): Promise<unknown> {
  const fault = faultOf(url, rules);
  if (fault !== null) throw new NotFetched(`${url.host} ${fault}`);
  const text = await fetched(url, rules);
  try {
    return JSON.parse(text);
  } catch {
    throw new NotFetched(`${url.host} did not answer with JSON`);
  }
}

function fetched(url: URL, { allowPrivate, timeoutMs, maxBytes }: FetchRules): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      request.destroy();
      reject(new NotFetched(`${url.host} ${why}`));
    };
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      agent: false,
      headers: { accept: 'application/json, application/jwk-set+json', 'accept-encoding': 'identity' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(allowPrivate ? {} : { lookup: lookupPublic }),
    });
    request.on('error', (error) => {
      fail(`could not be asked (${'code' in error ? String(error.code) : error.name})`);
    });
    request.on('response', (answer) => {
      if (answer.statusCode !== 200) {
        fail(`answered ${String(answer.statusCode)}`);
        return;
      }
      const pieces: Buffer[] = [];
      let size = 0;
      answer.on('data', (piece: Buffer) => {
        pieces.push(piece);
        if ((size += piece.length) > maxBytes) fail('answered with more than is read');
      });
      answer.on('error', () => {
        fail('broke off');
      });
      answer.on('end', () => {
        resolve(Buffer.concat(pieces).toString('utf8'));
      });
    });
    request.end();
  });
}
