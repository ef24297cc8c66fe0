import { useState } from 'react';

export interface DecisionDraft {
  days: number;
  unitId: string;
  reason: string;
}

/** What one has begun to decide outlives a stronger sign-in in between; it is kept in this tab alone. */
export function useDecisionDraft(
  requestId: string,
  empty: DecisionDraft,
): [DecisionDraft, (draft: DecisionDraft) => void, () => void] {
  const key = `decision ${requestId}`;
  const [draft, setDraft] = useState<DecisionDraft>(() => kept(key) ?? empty);
  return [
    draft,
    (next) => {
      setDraft(next);
      sessionStorage.setItem(key, JSON.stringify(next));
    },
    () => {
      sessionStorage.removeItem(key);
    },
  ];
}

function kept(key: string): DecisionDraft | null {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    return isDraft(found) ? found : null;
  } catch {
    return null;
  }
}

function isDraft(found: unknown): found is DecisionDraft {
  return (
    typeof found === 'object' &&
    found !== null &&
    'days' in found &&
    typeof found.days === 'number' &&
    'unitId' in found &&
    typeof found.unitId === 'string' &&
    'reason' in found &&
    typeof found.reason === 'string'
  );
}
