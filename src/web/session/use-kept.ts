import { useCallback, useEffect, useRef, useState } from 'react';
import { z } from './zod.js';
import { useDraft } from './drafts.js';
import { useMe } from './use-me.js';
import { withoutNumbers } from './without-numbers.js';

/**
 * What is being written: kept in the tab at each keystroke, under the writer's own id, so that neither a time-out nor the
 * way to a stronger sign-in loses it, until it has been sent or thrown away.
 */
export function useKept<Draft extends object>(key: string, schema: z.ZodType<Draft>, start: Draft) {
  const me = useMe();
  const draft = useDraft(me.person.id ?? '', key, (stored) => schema.safeParse(stored).data ?? null);
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
      save(withoutNumbers(latest.current));
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

const textSchema = z.object({ text: z.string() });
const noText = { text: '' };

/** One text that is being written, kept as `useKept` keeps; `forget` it when it has been sent. */
export function useKeptText(key: string): [text: string, write: (text: string) => void, forget: () => void] {
  const { written, change, startAgain } = useKept(key, textSchema, noText);
  const write = useCallback(
    (text: string) => {
      change({ text });
    },
    [change],
  );
  return [written.text, write, startAgain];
}
