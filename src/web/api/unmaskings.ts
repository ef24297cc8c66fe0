import { queryOptions } from '@tanstack/react-query';
import type {
  Unmask,
  UnmaskingList,
  UnmaskingsListData,
  UnmaskingsUnmaskData,
} from './generated/types.gen.js';
import { get, post } from './http.js';

/** Says why one needs to see somebody protected. */
export async function unmaskPerson(id: string, body: Unmask): Promise<void> {
  await post<UnmaskingsUnmaskData, unknown>('/api/people/{id}/unmaskings', { path: { id }, body });
}

/** Who has seen through a person's protection, and why. */
export function unmaskingsQuery(id: string) {
  return queryOptions({
    queryKey: ['person', id, 'unmaskings'],
    queryFn: ({ signal }) =>
      get<UnmaskingsListData, UnmaskingList>('/api/people/{id}/unmaskings', { path: { id } }, signal),
  });
}
