import type { TFunction } from 'i18next';
import type { ImportView } from '../../api/generated/types.gen.js';

const told = ['leavers', 'leaves', 'movers', 'joiners', 'returns'] as const;

/** How many people what happens to, in a sentence without its full stop; empty when nothing does. */
export function changesInWords(t: TFunction, changes: ImportView['changes']): string {
  return told
    .filter((what) => changes[what] > 0)
    .map((what) => t(`imports.sums.${what}`, { n: changes[what] }))
    .join(', ');
}
