import { may, type Ground } from '../authority/authority.js';
import { refuse, type Refusal } from '../model/refusal.js';

export interface ItemFacts {
  /** Who leaves. */
  readonly personId: string;
  /** Who leads the leaver; null when nobody does, and HR answers in their place. */
  readonly managerId: string | null;
  readonly owner: string;
  readonly listState: 'open' | 'done' | 'not-needed';
}

/** Whether somebody may answer an item of a leaver's checklist: its owner, or HR; never the leaver. */
export function mayAnswerItem(
  item: ItemFacts,
  answerer: { readonly personId: string; readonly owners: readonly string[] },
): Refusal | null {
  if (answerer.personId === item.personId)
    return refuse(
      'own-checklist',
      'Nobody ticks off their own checklist: somebody else receives what is handed over.',
    );
  const grounds = new Set<Ground>();
  if (answerer.owners.includes('hr')) grounds.add('hr');
  const owns =
    item.owner === 'manager' ? item.managerId === answerer.personId : answerer.owners.includes(item.owner);
  if (owns) grounds.add('item-owner');
  const refusal = may('leaver.answer', grounds, 'item');
  if (refusal) return refusal;
  if (item.listState === 'not-needed')
    return refuse('checklist-closed', 'The checklist is not needed any more: the employment goes on.');
  return null;
}
