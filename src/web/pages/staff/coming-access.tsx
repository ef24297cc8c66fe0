import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { comingAccessQuery } from '../../api/people.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useDates } from '../../texts/dates.js';
import styles from './grant-list.module.css';

/** What somebody who is to begin gets on their first day, without anybody asking for it. */
export function ComingAccess({ personId }: { personId: string }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { data, error, refetch } = useQuery(comingAccessQuery(personId));
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={3} />;
  return data.items.map(({ employmentId, title, unit, from, roles }) => (
    <Section
      key={employmentId}
      title={t('person.comingAccess', { day: dates.day(from) })}
      about={t('person.comingAccessAbout', {
        place: [title, unit.name].filter((part) => part !== '').join(' · '),
      })}
    >
      <Card flush>
        {roles.length === 0 ? (
          <EmptyState icon="key" title={t('person.comingNothing')}>
            {t('person.comingNothingAbout')}
          </EmptyState>
        ) : (
          <ul>
            {roles.map((role) => (
              <li key={role.id} className={styles.grant}>
                <div className={styles.head}>
                  <div>
                    <h3>{role.name}</h3>
                    <p className={styles.sentence}>{role.sentence}</p>
                  </div>
                  <div className={styles.badges}>
                    {role.restsFor.map((cause) => (
                      <Badge key={cause} tone="wait" icon="pause">
                        {t(`grants.rests.${cause}`)}
                      </Badge>
                    ))}
                  </div>
                </div>
                <p className={styles.why}>
                  <span>{t('grants.sources.birthright')}:</span> {role.rule}
                </p>
                <p className={styles.facts}>
                  <span>{role.system}</span>
                </p>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </Section>
  ));
}
