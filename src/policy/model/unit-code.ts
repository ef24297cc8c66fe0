// The code becomes part of the path, which is searched with LIKE and split at slashes.
const codePattern = /^[\p{L}\p{N}.-]{1,40}$/u;

/** Whether a unit can be called so. */
export function isUnitCode(text: string): boolean {
  return codePattern.test(text);
}
