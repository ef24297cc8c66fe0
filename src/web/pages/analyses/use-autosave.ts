import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { analysisQuery, saveAnalysis } from '../../api/analyses.js';
import type { Analysis, AnalysisContent } from '../../api/generated/types.gen.js';
import { Problem } from '../../api/problem.js';
import { useDraft } from '../../session/drafts.js';
import { useMe } from '../../session/use-me.js';

export interface Written {
  content: AnalysisContent;
  validTo: string;
}

interface Kept extends Written {
  revision: number;
}

const afterMs = 1200;

/**
 * Saves what is written a moment after the last keystroke, one save at a time. What has not reached the service lies
 * in the tab as well, so that neither a time-out nor a lost network loses it; when somebody else has saved in between,
 * nothing is written over until the writer has chosen.
 */
export function useAutosave(analysis: Analysis) {
  const client = useQueryClient();
  const me = useMe();
  const draft = useDraft(me.person.id ?? '', `analysis.${analysis.id}`, parseKept);
  const [written, setWritten] = useState<Written>(() => draft.stored ?? pick(analysis));
  const [isDirty, setDirty] = useState(draft.stored !== null);
  const revision = useRef(draft.stored?.revision ?? analysis.revision);
  const latest = useRef(written);
  const saving = useMutation({
    mutationFn: (sent: Written) => saveAnalysis(analysis.id, { revision: revision.current, ...sent }),
    onSuccess: (saved, sent) => {
      revision.current = saved.revision;
      client.setQueryData(analysisQuery(analysis.id).queryKey, saved);
      if (latest.current === sent) {
        setDirty(false);
        draft.clear();
      }
    },
  });
  const { mutate, isPending, error } = saving;
  const conflict = error instanceof Problem && error.code === 'analysis-edited';

  useEffect(() => {
    if (!isDirty || isPending || conflict) return undefined;
    const timer = setTimeout(() => {
      mutate(latest.current);
    }, afterMs);
    return () => {
      clearTimeout(timer);
    };
  }, [written, isDirty, isPending, conflict, mutate]);

  const change = useCallback(
    (changed: Partial<Written>) => {
      latest.current = { ...latest.current, ...changed };
      draft.save({ ...latest.current, revision: revision.current });
      setWritten(latest.current);
      setDirty(true);
    },
    [draft],
  );

  return {
    written,
    change,
    status: conflict ? 'conflict' : isPending ? 'saving' : error ? 'failed' : isDirty ? 'unsaved' : 'saved',
    error,
    /** After a conflict: what is saved now, instead of one's own. */
    takeTheirs: (theirs: Analysis) => {
      latest.current = pick(theirs);
      revision.current = theirs.revision;
      draft.clear();
      setWritten(latest.current);
      setDirty(false);
      saving.reset();
    },
    /** After a conflict: one's own, on top of what is saved now. */
    keepMine: (theirs: Analysis) => {
      revision.current = theirs.revision;
      saving.reset();
      mutate(latest.current);
    },
  } as const;
}

function pick({ content, validTo }: Analysis): Written {
  return { content, validTo };
}

/** Only what this page wrote itself; the service looks at every field of it again. */
function parseKept(stored: unknown): Kept | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { content, validTo, revision } = stored as Partial<Kept>;
  return typeof content === 'object' && typeof validTo === 'string' && typeof revision === 'number'
    ? { content, validTo, revision }
    : null;
}
