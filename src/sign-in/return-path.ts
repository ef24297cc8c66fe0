/**
 * Where to go after sign-in: a path of our own, whatever was asked for. Anything that a browser could read as
 * another site, and the API itself, becomes the start page.
 */
export function ownPath(asked: string | undefined, publicUrl: string): string {
  const start = '/';
  if (!asked?.startsWith('/') || asked.length > 2000) return start;
  const origin = new URL(publicUrl).origin;
  if (!URL.canParse(asked, origin)) return start;
  const url = new URL(asked, origin);
  // `/.//other.example` resolves to our origin, yet its path alone would name another site.
  if (url.origin !== origin || url.pathname.startsWith('//') || /^\/api(\/|$)/.test(url.pathname))
    return start;
  return `${url.pathname}${url.search}${url.hash}`;
}
