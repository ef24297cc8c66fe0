import type { EmploymentView, PersonCard } from '../../api/generated/types.gen.js';

/** The employment people mean when they say where somebody works: the main one in force, else the first there is. */
export function mainEmployment(card: PersonCard): EmploymentView | undefined {
  const live = card.employments.filter(({ state }) => state === 'in-force');
  return live.find(({ main }) => main) ?? live[0] ?? card.employments[0];
}

/** "Undersköterska · Hemtjänst Norr" */
export function positionOf(card: PersonCard): string {
  const main = mainEmployment(card);
  return main ? `${main.title} · ${main.unit.name}` : '';
}
