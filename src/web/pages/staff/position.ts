import type { TFunction } from 'i18next';
import type { EmploymentView, PersonCard } from '../../api/generated/types.gen.js';

/** The employment people mean when they say where somebody works: the main one in force, else the first there is. */
export function mainEmployment(card: PersonCard): EmploymentView | undefined {
  const live = card.employments.filter(({ state }) => state === 'in-force');
  return live.find(({ main }) => main) ?? live[0] ?? card.employments[0];
}

/** What is coming or has come to the main employment: its first day, a leave, its last day; else ''. */
export function standingOf(card: PersonCard, t: TFunction, day: (day: string) => string): string {
  const main = mainEmployment(card);
  if (!main) return '';
  if (main.state === 'coming') return t('person.starts', { day: day(main.from) });
  if (main.state !== 'in-force') return main.to ? t('person.left', { day: day(main.to) }) : '';
  const leave = main.onLeave ? main.leave : null;
  if (leave) return leave.to ? t('person.away', { day: day(leave.to) }) : t('person.awayOpen');
  return main.to ? t('staff.leaves', { day: day(main.to) }) : '';
}

/** "Undersköterska · Hemtjänst Norr" */
export function positionOf(card: PersonCard): string {
  const main = mainEmployment(card);
  return main ? `${main.title} · ${main.unit.name}` : '';
}
