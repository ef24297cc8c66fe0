import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { personShiftsQuery } from '../../api/shifts.js';
import { Badge } from '../../parts/badge.js';
import { Card, Section } from '../../parts/card.js';
import { useDates } from '../../texts/dates.js';
import styles from './person-card.module.css';

const shown = 7;

/** The shifts that access follows; nothing where it follows the contract. */
export function ComingShifts({ personId }: { personId: string }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { data } = useQuery(personShiftsQuery(personId));
  if (!data?.followed) return null;
  return (
    <Section title={t('shifts.coming')}>
      <Card>
        {data.resting ? (
          <Badge tone="wait" icon="pause">
            {data.restsUntil
              ? t('shifts.restsUntil', { at: dates.instant(data.restsUntil) })
              : t('shifts.rests')}
          </Badge>
        ) : (
          <Badge tone="good">{t('shifts.open')}</Badge>
        )}
        {data.items.length === 0 ? (
          <p>{t('shifts.nonePlanned')}</p>
        ) : (
          <ul className={styles.shifts}>
            {data.items.slice(0, shown).map(({ employmentId, from, to }) => (
              <li key={`${employmentId} ${from}`}>
                {dates.instant(from)} – {dates.instant(to)}
              </li>
            ))}
          </ul>
        )}
      </Card>
    </Section>
  );
}
