import { queryOptions } from '@tanstack/react-query';
import type { AuthorityList, DeskAuthorityData } from './generated/types.gen.js';
import { get } from './http.js';

export const authorityQuery = queryOptions({
  queryKey: ['authority'],
  queryFn: ({ signal }) => get<DeskAuthorityData, AuthorityList>('/api/authority', {}, signal),
  staleTime: 300_000,
});
