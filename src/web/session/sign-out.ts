import { useQueryClient } from '@tanstack/react-query';
import { signOut } from '../api/me.js';
import { clearDrafts } from './drafts.js';

/** Ends the session here and, when the identity provider has a door for it, there too. */
export function useSignOut(): () => void {
  const queryClient = useQueryClient();
  return () => {
    void signOut()
      .then(({ url }) => url)
      // Already signed out is signed out.
      .catch(() => null)
      .then((url) => {
        clearDrafts();
        queryClient.clear();
        window.location.assign(url ?? '/logga-in');
      });
  };
}
