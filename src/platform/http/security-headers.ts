import type { FastifyReply } from 'fastify';

/** React Aria injects one style element; a browser test fails when an upgrade changes it. */
const reactAriaStyle = "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='";

const forPages = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' ${reactAriaStyle}`,
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const forData = "default-src 'none'; frame-ancestors 'none'";

/** Sets on every answer what a browser may do with it. `secure`: the service is reached by https. */
export function setSecurityHeaders(reply: FastifyReply, path: string, secure: boolean): void {
  const isPage = String(reply.getHeader('content-type') ?? '').startsWith('text/html');
  // A 304 says nothing of its type and its headers replace those of the kept page (RFC 9111 §4.3.4): say nothing.
  if (reply.statusCode !== 304) reply.header('content-security-policy', isPage ? forPages : forData);
  reply
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cross-origin-opener-policy', 'same-origin')
    .header('cross-origin-resource-policy', 'same-origin')
    .header('permissions-policy', 'camera=(), microphone=(), geolocation=()');
  if (secure) reply.header('strict-transport-security', 'max-age=63072000; includeSubDomains');
  // Answers about people stay out of every cache; files of the pages say for themselves how long they hold.
  if (reply.getHeader('cache-control') === undefined && !path.startsWith('/assets/'))
    reply.header('cache-control', 'no-store');
}
