/** Everything a token, or the answer about the person, says. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Where a value stands in claims: the claim's name, whatever dots and slashes it holds (many are addresses), or, where
 * it begins with a slash, a JSON pointer (RFC 6901) such as /organisation/0/hsaId.
 */
export type ClaimPlace = string;

/** What stands there: texts, also those of a list; numbers and booleans as written. Nothing when it is not there. */
export function textsAt(claims: Claims, place: ClaimPlace): string[] {
  const steps = place.startsWith('/')
    ? place
        .slice(1)
        .split('/')
        .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    : [place];
  let found: unknown = claims;
  for (const step of steps) {
    if (typeof found !== 'object' || found === null) return [];
    // Enumerable and its own: neither a list's length nor what every object inherits is a claim.
    if (!Object.prototype.propertyIsEnumerable.call(found, step)) return [];
    found = (found as Record<string, unknown>)[step];
  }
  return (Array.isArray(found) ? (found as unknown[]) : [found]).flatMap((value) => {
    if (typeof value === 'string') return value === '' ? [] : [value];
    return typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [];
  });
}

/** 12 digits of a personal or coordination number; a hyphen or plus is left out, anything else is no number. */
export function numbersAt(claims: Claims, places: readonly ClaimPlace[]): string[] {
  const found = places.flatMap((place) =>
    textsAt(claims, place).flatMap((text) => {
      const parts = /^(\d{8})[-+]?(\d{4})$/.exec(text);
      return parts ? [`${parts[1] ?? ''}${parts[2] ?? ''}`] : [];
    }),
  );
  return [...new Set(found)];
}
