import { useTranslation } from 'react-i18next';
import type { PersonCard, RequestableRole } from '../../api/generated/types.gen.js';
import { Card, Facts } from '../../parts/card.js';
import { Person } from '../../parts/person.js';
import { Day } from '../../parts/when.js';
import styles from './assessment-step.module.css';

interface RequestSummaryProps {
  card: PersonCard;
  employmentId: string;
  role: RequestableRole;
  several?: number | undefined;
}

/** What the request is about, kept in sight while writing. */
export function RequestSummary({ card, employmentId, role, several }: RequestSummaryProps) {
  const { t } = useTranslation();
  const employment = card.employments.find(({ id }) => id === employmentId);
  return (
    <aside className={styles.summary} aria-label={t('request.summary')}>
      <Card>
        <Facts
          items={[
            {
              term: t('request.for'),
              value: several ? (
                t('asking.several.people', { count: several })
              ) : (
                <Person
                  person={card.person}
                  size="small"
                  detail={employment && `${employment.title} · ${employment.unit.name}`}
                />
              ),
            },
            { term: t('request.role'), value: <strong>{role.name}</strong> },
            { term: t('request.letsOne'), value: role.sentence },
            ...(role.analysis
              ? [
                  { term: t('request.purpose'), value: role.analysis.purpose },
                  {
                    term: t('request.analysis'),
                    value: (
                      <>
                        {t('request.analysisVersion', { version: role.analysis.version })}{' '}
                        <Day day={role.analysis.validTo} />
                      </>
                    ),
                  },
                ]
              : []),
            ...(role.approver ? [{ term: t('request.approver'), value: role.approver.name }] : []),
          ]}
        />
      </Card>
    </aside>
  );
}
