import type { TFunction } from 'i18next';
import type { RoleImpact } from '../../api/generated/types.gen.js';

/** Units shown by name; the page of a version lists every person. */
const mostUnits = 8;

/** Whom a version of a role touches and who answers for it, as terms and descriptions. */
export function touchedFacts(
  t: TFunction,
  impact: Pick<RoleImpact, 'persons' | 'units' | 'changes' | 'systems'>,
): { term: string; value: string }[] {
  const names = (items: readonly { name: string }[]): string => items.map(({ name }) => name).join(', ');
  const { persons, units, changes, systems } = impact;
  return [
    { term: t('register.roles.affected'), value: t('register.roles.holders', { count: persons }) },
    ...units.slice(0, mostUnits).map((unit) => ({ term: unit.name, value: String(unit.persons) })),
    ...changes.flatMap(({ role, gained, lost }) => [
      ...(gained.length > 0
        ? [{ term: t('register.roles.gains', { name: role.name }), value: names(gained) }]
        : []),
      ...(lost.length > 0
        ? [{ term: t('register.roles.loses', { name: role.name }), value: names(lost) }]
        : []),
    ]),
    ...systems.map(({ name, approvedBy, owner }) => ({
      term: t('register.roles.approvesFor', { name }),
      value: approvedBy
        ? t('register.roles.approvedBy', { name: approvedBy.name })
        : t('register.roles.waitsFor', { name: owner.name }),
    })),
  ];
}
