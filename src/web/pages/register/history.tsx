import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { itemsOf } from '../../api/page.js';
import { roleHistoryQuery, systemHistoryQuery } from '../../api/register.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Card } from '../../parts/card.js';
import { More } from '../../parts/more.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Moment } from '../../parts/when.js';
import { useCodeText } from '../../texts/codes.js';
import styles from '../leavers/leavers.module.css';

/** What the log says was done, by whom and why. */
export function History({ of, id }: { of: 'system' | 'role'; id: string }) {
  const { t } = useTranslation();
  const words = useCodeText();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    of === 'system' ? systemHistoryQuery(id) : roleHistoryQuery(id),
  );
  const entries = itemsOf(data);
  if (error) return <ProblemView problem={error} />;
  if (!data) return <Skeleton rows={4} />;
  return (
    <>
      <Card flush>
        <RowList label={t('register.tabs.history')}>
          {entries.map((entry) => (
            <Row key={entry.id}>
              <span className={styles.words}>
                <strong>{words('register.actions', entry.action) ?? entry.action}</strong>
                {entry.reason !== null && <span>{entry.reason}</span>}
                <span className={styles.detail}>
                  {entry.who?.name ?? entry.actor ?? t('register.operator')} · <Moment at={entry.at} />
                </span>
              </span>
            </Row>
          ))}
        </RowList>
      </Card>
      <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </>
  );
}
