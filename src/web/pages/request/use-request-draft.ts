import { useCallback, useEffect, useRef, useState } from 'react';
import { beginDraft, draftQuery, removeDraft, saveDraft } from '../../api/asking.js';
import type { Draft, DraftContent } from '../../api/generated/types.gen.js';
import { Problem } from '../../api/problem.js';
import { useDraft } from '../../session/drafts.js';
import { useQueryClient } from '@tanstack/react-query';
import { parseDraft, type LocalDraft } from './draft.js';

/**
 * `local`: kept in this tab only, for the moment; `conflict`: another tab or device has saved since; `gone`: it was asked
 * for by its address and is no more, since it has been sent or thrown away.
 */
export type DraftStatus = 'empty' | 'saving' | 'saved' | 'local' | 'conflict' | 'gone';

export interface RequestDraft {
  draft: LocalDraft | null;
  status: DraftStatus;
  /** Counts up when the content was replaced from outside, so that a form is to be filled in anew. */
  epoch: number;
  keep: (content: DraftContent, roleName: string) => void;
  /** The service's id, as soon as it has been kept; null when it cannot be. */
  flush: () => Promise<string | null>;
  /** It has been sent: forget it here. */
  forget: () => void;
  /** Throw it away, here and at the service. */
  drop: () => void;
  take: (which: 'mine' | 'theirs') => void;
}

const pauseMs = 1000;

/**
 * A begun request is written to this tab at each keystroke and to the service a second after the last one. When the session
 * dies in between, the tab's copy is there after the next sign-in and is kept by the service then; when two tabs wrote, both
 * are offered and nothing is overwritten.
 */
export function useRequestDraft(ownerId: string, key: string, serverId: string | undefined): RequestDraft {
  const { stored, save, clear } = useDraft(ownerId, `request.${key}`, parseDraft);
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<LocalDraft | null>(stored);
  const [status, setStatus] = useState<DraftStatus>(stored ? 'local' : 'empty');
  const [theirs, setTheirs] = useState<Draft | null>(null);
  const [epoch, setEpoch] = useState(0);
  const latest = useRef(stored);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pushing = useRef<Promise<void> | null>(null);

  const write = useCallback(
    (next: LocalDraft) => {
      latest.current = next;
      save(next);
      setDraft(next);
    },
    [save],
  );

  const push = useCallback(async (): Promise<void> => {
    clearTimeout(timer.current);
    while (pushing.current) await pushing.current;
    const now = latest.current;
    if (!now?.dirty) return;
    const { content } = now;
    const work = async (): Promise<void> => {
      setStatus('saving');
      try {
        const kept = now.serverId
          ? await saveDraft(now.serverId, now.version, content)
          : await beginDraft(content);
        const after = latest.current;
        if (after)
          write({ ...after, serverId: kept.id, version: kept.version, dirty: after.content !== content });
        setStatus('saved');
      } catch (error) {
        setStatus('local');
        if (!(error instanceof Problem) || !now.serverId) return;
        if (error.code === 'not-found' && latest.current)
          write({ ...latest.current, serverId: null, version: 0 });
        if (error.code !== 'draft-changed') return;
        const there = await queryClient
          .query({ ...draftQuery(now.serverId), staleTime: 0 })
          .catch(() => null);
        if (!there) return;
        setTheirs(there);
        setStatus('conflict');
      }
    };
    pushing.current = work().finally(() => {
      pushing.current = null;
    });
    await pushing.current;
  }, [queryClient, write]);

  const begun = serverId ?? stored?.serverId ?? null;
  useEffect(() => {
    let isGone = false;
    const local = latest.current;
    if (begun === null) {
      if (local?.dirty) void push();
      return undefined;
    }
    void queryClient
      .query({ ...draftQuery(begun), staleTime: 0 })
      .then((there) => {
        if (isGone) return;
        const mine = latest.current;
        if (mine?.dirty && mine.serverId === there.id) {
          if (mine.version === there.version) {
            void push();
          } else {
            setTheirs(there);
            setStatus('conflict');
          }
          return;
        }
        write({
          serverId: there.id,
          version: there.version,
          dirty: false,
          roleName: mine?.roleName ?? '',
          content: there.content,
        });
        setStatus('saved');
        setEpoch((old) => old + 1);
      })
      .catch((error: unknown) => {
        const mine = latest.current;
        if (isGone || !(error instanceof Problem) || error.code !== 'not-found') return;
        if (!mine) setStatus('gone');
        else write({ ...mine, serverId: null, version: 0, dirty: true });
      });
    return () => {
      isGone = true;
    };
  }, [begun, push, queryClient, write]);

  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );

  const keep = useCallback(
    (content: DraftContent, roleName: string) => {
      const old = latest.current;
      write({ serverId: old?.serverId ?? null, version: old?.version ?? 0, dirty: true, roleName, content });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void push(), pauseMs);
    },
    [push, write],
  );

  const forget = useCallback(() => {
    clearTimeout(timer.current);
    latest.current = null;
    clear();
    setDraft(null);
    setStatus('empty');
    void queryClient.invalidateQueries({ queryKey: ['drafts'] });
  }, [clear, queryClient]);

  return {
    draft,
    status,
    epoch,
    keep,
    flush: async () => {
      await push();
      return latest.current?.serverId ?? null;
    },
    forget,
    drop: () => {
      const id = latest.current?.serverId;
      forget();
      if (id) void removeDraft(id).then(() => queryClient.invalidateQueries({ queryKey: ['drafts'] }));
    },
    take: (which) => {
      const mine = latest.current;
      if (!theirs || !mine) return;
      if (which === 'mine') {
        write({ ...mine, serverId: theirs.id, version: theirs.version, dirty: true });
        void push();
      } else {
        write({
          ...mine,
          serverId: theirs.id,
          version: theirs.version,
          dirty: false,
          content: theirs.content,
        });
        setStatus('saved');
        setEpoch((old) => old + 1);
      }
      setTheirs(null);
    },
  };
}
