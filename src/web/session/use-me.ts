import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { Me } from '../api/generated/types.gen.js';
import { meQuery, type Right } from '../api/me.js';

export const MeContext = createContext<Me | null>(null);

/** Who is signed in. Inside the frame somebody always is. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe is for pages inside the frame, where somebody is signed in');
  return me;
}

export function useMeQuery() {
  return useQuery(meQuery);
}

export function may(me: Me, ...rights: Right[]): boolean {
  return rights.some((right) => me.rights.includes(right));
}
