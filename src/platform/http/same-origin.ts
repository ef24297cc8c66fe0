import type { FastifyRequest } from 'fastify';
import { refuse, type Refusal } from '../../policy/model/refusal.js';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A change comes from our own pages: browsers say where a request comes from in Sec-Fetch-Site, older ones in
 * Origin, and no page can forge either. Neither is a refusal too; a program that is no browser sends Origin.
 */
export function crossSiteRefusal(
  { method, headers }: Pick<FastifyRequest, 'method' | 'headers'>,
  publicUrl: string,
): Refusal | null {
  if (safe.has(method)) return null;
  const { origin } = new URL(publicUrl);
  const site = headers['sec-fetch-site'];
  if (site === undefined ? headers.origin === origin : site === 'same-origin') return null;
  return refuse('cross-site', `Changes are accepted from ${origin} only.`);
}
