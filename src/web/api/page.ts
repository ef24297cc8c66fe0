import { infiniteQueryOptions, type InfiniteData } from '@tanstack/react-query';
import { call } from './http.js';

/** A keyset page: `next` is an opaque cursor, null at the end. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
}

/** A list that grows by "Visa fler". `key` must name everything in `query`. */
export function pages<List extends Page<unknown>>(
  key: readonly unknown[],
  path: string,
  query: Record<string, string | number | boolean | undefined> = {},
) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      call<List>('GET', path, { query: { ...query, after: pageParam ?? undefined }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function itemsOf<Item>(data: InfiniteData<Page<Item>> | undefined): Item[] {
  return data?.pages.flatMap((page) => page.items) ?? [];
}
