/** A field of two versions that says different things; a list tells what has gone and what has come. */
interface Difference {
  readonly term: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** A field as it reads in one version: a list of words, each of which stands by itself. */
export interface Reading {
  readonly term: string;
  readonly words: readonly string[];
}

/** The fields that differ, in their order. Both hold the same fields. */
export function differencesOf(before: readonly Reading[], after: readonly Reading[]): Difference[] {
  return before.flatMap((old, place) => {
    const now = after[place]?.words ?? [];
    const same = old.words.length === now.length && old.words.every((word) => now.includes(word));
    return same ? [] : [{ term: old.term, before: old.words, after: now }];
  });
}
