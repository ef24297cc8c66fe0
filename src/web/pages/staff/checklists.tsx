import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { leaversQuery } from '../../api/leaving.js';
import { itemsOf } from '../../api/page.js';
import { Badge } from '../../parts/badge.js';
import { Card, Section } from '../../parts/card.js';
import { Progress } from '../../parts/progress.js';
import { useDates } from '../../texts/dates.js';
import styles from './person-card.module.css';

/** What a leaver hands over, as far as whoever looks may see it; nothing for those who stay. */
export function Checklists({ personId }: { personId: string }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { data } = useInfiniteQuery(leaversQuery('every', personId));
  const lists = itemsOf(data);
  if (lists.length === 0) return null;
  return (
    <Section title={t('leavers.handedOver')}>
      {lists.map((list) => {
        const words = t('leavers.progress', { answered: list.answered, total: list.total });
        return (
          <Card key={list.id}>
            <div className={styles.keeping}>
              <Link to="/avslut/$checklistId" params={{ checklistId: list.id }}>
                {t('leavers.lastDay', { day: dates.day(list.lastDay) })} · {list.unit.name}
              </Link>
              {list.state === 'not-needed' ? (
                <Badge>{t('leavers.notNeeded')}</Badge>
              ) : (
                <Progress label={t('leavers.soFar')} value={list.answered} of={list.total} words={words} />
              )}
              {list.late > 0 && <Badge tone="danger">{t('leavers.late', { count: list.late })}</Badge>}
              {list.state === 'open' && list.late === 0 && list.nextDue !== null && (
                <span>{t('leavers.nextDue', { day: dates.day(list.nextDue) })}</span>
              )}
            </div>
          </Card>
        );
      })}
    </Section>
  );
}
