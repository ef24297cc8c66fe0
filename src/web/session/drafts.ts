import { useCallback, useState } from 'react';
import { forgetFiles } from './kept-files.js';
import { takeAct } from './pending-act.js';

const PREFIX = 'grindvakt.draft.';

/**
 * A draft that survives a session time-out and the trip to the identity provider and back. It lives in this tab
 * only (sessionStorage), under the signed-in person's id, so that the next person at a shared computer never meets it.
 */
export function useDraft<Draft>(
  ownerId: string,
  key: string,
  parse: (stored: unknown) => Draft | null,
): { stored: Draft | null; save: (draft: unknown) => void; clear: () => void } {
  const place = `${PREFIX}${ownerId}.${key}`;
  const [stored] = useState(() => read(place, parse));
  const save = useCallback(
    (draft: unknown) => {
      sessionStorage.setItem(place, JSON.stringify(draft));
    },
    [place],
  );
  const clear = useCallback(() => {
    sessionStorage.removeItem(place);
  }, [place]);
  return { stored, save, clear };
}

/** Signing out on purpose leaves nothing behind. */
export function clearDrafts(): void {
  takeAct();
  void forgetFiles().catch(() => undefined);
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }
}

function read<Draft>(place: string, parse: (stored: unknown) => Draft | null): Draft | null {
  const text = sessionStorage.getItem(place);
  if (text === null) return null;
  try {
    return parse(JSON.parse(text));
  } catch {
    return null;
  }
}
