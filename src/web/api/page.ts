import { infiniteQueryOptions, type InfiniteData } from '@tanstack/react-query';

/** A keyset page: `next` is an opaque cursor, null at the end. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
}

/** A list that grows by "Visa fler". `key` must name everything that `read` depends on. */
export function pages<List extends Page<unknown>>(
  key: readonly unknown[],
  read: (after: string | undefined, signal: AbortSignal) => Promise<List>,
) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam ?? undefined, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function itemsOf<Item>(data: InfiniteData<Page<Item>> | undefined): Item[] {
  return data?.pages.flatMap((page) => page.items) ?? [];
}
