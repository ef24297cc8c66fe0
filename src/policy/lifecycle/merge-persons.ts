import { refuse, type Refusal } from '../model/refusal.js';

/** As far as merging asks: who it is, and into whom they went. */
export interface MergingPerson {
  readonly id: string;
  readonly mergedInto: string | null;
}

/** Whether two persons may be made one. @param actorId who asks */
export function mergePersons(
  survivor: MergingPerson,
  merged: MergingPerson,
  actorId: string,
): Refusal | null {
  if (survivor.id === merged.id)
    return refuse('invalid', 'A person cannot be merged with themselves: two different persons are needed.', {
      pointer: '/mergedId',
    });
  if (actorId === survivor.id || actorId === merged.id)
    return refuse('own-merge', 'Nobody merges their own record: another person at HR must.');
  for (const [person, pointer] of [
    [survivor, '/survivorId'],
    [merged, '/mergedId'],
  ] as const)
    if (person.mergedInto !== null)
      return refuse(
        'already-merged',
        `Person ${person.id} has already been merged into ${person.mergedInto}.`,
        {
          pointer,
        },
      );
  return null;
}

export interface StandingMerge {
  readonly survivorId: string;
  readonly mergedId: string;
  readonly undoneAt: Date | null;
  /** Into whom the survivor has gone since. */
  readonly survivorMergedInto: string | null;
}

/** Whether a merge may be undone: once, by somebody it is not about, and before none that came after it. */
export function undoMerge(merge: StandingMerge, actorId: string): Refusal | null {
  if (actorId === merge.survivorId || actorId === merge.mergedId)
    return refuse('own-merge', 'Nobody undoes a merge of their own record: another person at HR must.');
  if (merge.undoneAt !== null) return refuse('merge-undone', 'This merge has already been undone.');
  if (merge.survivorMergedInto !== null)
    return refuse(
      'merge-not-last',
      `The survivor has since been merged into ${merge.survivorMergedInto}: undo that merge first.`,
    );
  return null;
}
