import { useTranslation } from 'react-i18next';
import type { Analysis } from '../../api/generated/types.gen.js';
import { Facts } from '../../parts/card.js';

/** What the register of systems and the role say, which the analysis builds on and does not repeat. */
export function SystemTerms({ analysis: { role, system } }: { analysis: Analysis }) {
  const { t } = useTranslation();
  const stated = (value: number | null) => (value === null ? '–' : String(value));
  return (
    <Facts
      items={[
        { term: role.name, value: role.sentence },
        {
          term: `${t('analyses.system')}: ${system.name}`,
          value: t('analyses.classes', {
            c: stated(system.confidentiality),
            i: stated(system.integrity),
            a: stated(system.availability),
          }),
        },
        {
          term: t('analyses.field.safeguards'),
          value: `${t('analyses.roleTerms', { level: role.requiredLevel, days: role.maxDays, review: role.reviewDays })}. ${system.logPolicy}`,
        },
      ]}
    />
  );
}
