import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { emergenciesQuery } from '../../api/credentials.js';
import { itemsOf } from '../../api/page.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Moment } from '../../parts/when.js';
import { EmergencyState } from './emergency-state.js';
import styles from '../keys/keys-page.module.css';

/** Nödkonton: each time one was open, newest first. */
export function EmergenciesPage() {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(emergenciesQuery);
  const items = itemsOf(data);
  return (
    <>
      <PageHead title={t('emergency.title')} about={t('emergency.about')} />
      <PageBody>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!error && (
          <Card flush>
            {!data && <Skeleton rows={3} />}
            {data && items.length === 0 && (
              <EmptyState icon="lock" title={t('emergency.none')}>
                {t('emergency.noneAbout')}
              </EmptyState>
            )}
            {items.length > 0 && (
              <RowList label={t('emergency.title')}>
                {items.map((one) => (
                  <Row key={one.id}>
                    <span className={styles.words}>
                      <Link to="/nodkonton/$emergencyId" params={{ emergencyId: one.id }} className={rowLink}>
                        {one.account} · {one.person.name}
                      </Link>
                      <span className={styles.detail}>
                        <Moment at={one.openedAt} /> · {one.reason}
                      </span>
                    </span>
                    <EmergencyState emergency={one} />
                  </Row>
                ))}
              </RowList>
            )}
            <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
          </Card>
        )}
      </PageBody>
    </>
  );
}
