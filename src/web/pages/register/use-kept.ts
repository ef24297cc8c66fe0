import { useCallback, useEffect, useRef, useState } from 'react';
import type { z } from '../../session/zod.js';
import { useDraft } from '../../session/drafts.js';
import { useMe } from '../../session/use-me.js';

/**
 * What is being written in a long form: kept in the tab at each keystroke, so that neither a time-out nor the way to a
 * stronger sign-in loses it, until it has been sent or thrown away.
 */
export function useKept<Draft extends object>(key: string, schema: z.ZodType<Draft>, start: Draft) {
  const me = useMe();
  const draft = useDraft(
    me.person.id ?? '',
    `register.${key}`,
    (stored) => schema.safeParse(stored).data ?? null,
  );
  const [written, setWritten] = useState<Draft>(draft.stored ?? start);
  const [isKept, setKept] = useState(draft.stored !== null);
  const latest = useRef(written);
  const { save, clear } = draft;
  useEffect(() => {
    latest.current = written;
  }, [written]);
  const change = useCallback(
    (changed: Partial<Draft>) => {
      latest.current = { ...latest.current, ...changed };
      save(latest.current);
      setWritten(latest.current);
    },
    [save],
  );
  return {
    written,
    change,
    /** It was here before the page was opened. */
    isKept,
    /** Once it has been sent. */
    clear,
    /** Back to what the service has. */
    startAgain: () => {
      clear();
      latest.current = start;
      setWritten(start);
      setKept(false);
    },
  };
}
