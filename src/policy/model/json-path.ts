/**
 * A path into a JSON record: names with dots between, `person.personNumber`. One of the names may be a list that is
 * gone through, `employments[].unit`: the record then gives a row for each of the list's members.
 */
export interface JsonPath {
  /** Names from the record down to the list, or to the value where there is none. */
  readonly outer: readonly string[];
  /** Names from a member of the list down to the value; null where there is no list. */
  readonly inner: readonly string[] | null;
}

const refused = new Set(['__proto__', 'constructor', 'prototype']);

/** Why a path cannot be used; null when it can. */
export function jsonPathFault(path: string): string | null {
  const names = path.split('.');
  if (names.some((name) => name.replace(/\[\]$/, '') === '')) return 'has a name that is empty';
  if (names.some((name) => /[[\]]/.test(name.replace(/\[\]$/, '')))) return 'may hold [] after a name only';
  if (names.some((name) => refused.has(name.replace(/\[\]$/, '')))) return 'has a name that is not allowed';
  if (names.filter((name) => name.endsWith('[]')).length > 1) return 'may go through one list ([]) at most';
  return null;
}

/** @throws never for a path that jsonPathFault lets through */
export function parseJsonPath(path: string): JsonPath {
  const names = path.split('.');
  const list = names.findIndex((name) => name.endsWith('[]'));
  if (list < 0) return { outer: names, inner: null };
  const outer = names.slice(0, list + 1).map((name) => name.replace(/\[\]$/, ''));
  return { outer, inner: names.slice(list + 1) };
}
