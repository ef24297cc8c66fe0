/** What a program may be let in to do. Default deny: a scope that is not here cannot be given. */
export const apiScopes = [
  'hr.events', // push events about people, for one HR source (POST /api/hr/events)
] as const;

export type ApiScope = (typeof apiScopes)[number];

/** Of the scopes that a program asks for, in one text; none asked for means all that it has. Null: one is not its own. */
export function scopesFor(asked: string | undefined, has: readonly ApiScope[]): readonly ApiScope[] | null {
  if (asked === undefined || asked.trim() === '') return has;
  const wanted = [...new Set(asked.trim().split(/ +/))];
  const given = has.filter((scope) => wanted.includes(scope));
  return given.length === wanted.length ? given : null;
}
