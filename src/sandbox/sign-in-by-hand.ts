/** The four ways to sign in at the sandbox identity provider. */
export type SandboxMethod = 'siths' | 'siths-reserve' | 'bankid' | 'freja';

/** Who signs in and how. SITHS knows people by HSA-id; BankID and Freja by personal number (12 digits). */
export interface SandboxSignIn {
  readonly method: SandboxMethod;
  readonly hsaId?: string;
  readonly personalNumber?: string;
}

/** The part of `fetch` that is needed, so that a test may pass its own. */
export type FetchLike = (
  url: string,
  options: {
    readonly method: 'GET' | 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly redirect: 'manual';
  },
) => Promise<{ readonly status: number; readonly headers: Headers; text(): Promise<string> }>;

/**
 * Signs in as a browser would, without one:
 * 1. GET the authorization URL → 303 to `/testlegitimation/UID`, with a cookie;
 * 2. POST that address, `application/x-www-form-urlencoded`, with `method` (a SandboxMethod) and
 *    `identity` (HSA-id or 12 digits) → 303 to `/auth/UID`; a refusal is 422 with a page that says why;
 * 3. GET that → 303 to the client's redirect address with `code`, `state` and `iss`.
 * Cookies are kept for this one sign-in and sent to the identity provider only.
 * @returns the redirect address with its parameters, not yet called
 * @throws Error with the status and the page's text when the provider refuses
 */
export async function signInThrough(
  fetchLike: FetchLike,
  authorizationUrl: string,
  who: SandboxSignIn,
): Promise<string> {
  const provider = new URL(authorizationUrl).origin;
  const cookies = new Map<string, string>();
  let next = authorizationUrl;
  for (let hop = 0; hop < 8; hop++) {
    const form = new URL(next).pathname.startsWith('/testlegitimation/') ? formOf(who) : undefined;
    const response = await fetchLike(next, {
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form === undefined
          ? {}
          : { 'content-type': 'application/x-www-form-urlencoded', origin: provider }),
      },
      redirect: 'manual',
      ...(form === undefined ? {} : { body: form }),
    });
    keepCookies(cookies, response.headers.getSetCookie());
    const location = response.headers.get('location');
    if (location === null) {
      throw new Error(
        `the identity provider answered ${String(response.status)}: ${plainText(await response.text())}`,
      );
    }
    next = new URL(location, next).href;
    if (new URL(next).origin !== provider) return next;
  }
  throw new Error('the identity provider redirects without end');
}

function formOf(who: SandboxSignIn): string {
  return new URLSearchParams({
    method: who.method,
    identity: who.hsaId ?? who.personalNumber ?? '',
  }).toString();
}

/** Names are unique at the sandbox; paths need no attention as an expired cookie comes back empty. */
function keepCookies(cookies: Map<string, string>, headers: readonly string[]): void {
  for (const header of headers) {
    const [pair = ''] = header.split(';');
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
}

/** What the page says went wrong, else its first words. */
function plainText(html: string): string {
  const alert = /<p[^>]*role="alert"[^>]*>(.*?)<\/p>/s.exec(html)?.[1] ?? html;
  const text = alert.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  return text.trim().slice(0, 300);
}
