import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { OrganisationChange } from '../../api/generated/types.gen.js';
import { organisationChangesQuery } from '../../api/organisation.js';
import { itemsOf } from '../../api/page.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useDates } from '../../texts/dates.js';
import styles from './organisation-page.module.css';

/** What has happened to units, newest first, and what it led to. */
export function OrganisationChanges() {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(organisationChangesQuery);
  const changes = itemsOf(data);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <Card flush>
      {!data && <Skeleton rows={4} />}
      {data && changes.length === 0 && (
        <EmptyState icon="done" title={t('organisation.noChanges')}>
          {t('organisation.noChangesAbout')}
        </EmptyState>
      )}
      {changes.length > 0 && (
        <RowList label={t('organisation.changes')}>
          {changes.map((change) => (
            <Change key={change.id} change={change} />
          ))}
        </RowList>
      )}
      <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </Card>
  );
}

function Change({ change }: { change: OrganisationChange }) {
  const { t } = useTranslation();
  const dates = useDates();
  const others = change.others.map((unit) => unit.name).join(', ');
  return (
    <Row>
      <span className={styles.words}>
        <span className={styles.name}>
          {t(`organisation.kinds.${change.kind}`, {
            unit: change.unit.name,
            others,
            was: change.was ?? change.wasManager?.name ?? t('organisation.top'),
            became: change.became ?? change.becameManager?.name ?? t('organisation.top'),
          })}
        </span>
        <span className={styles.detail}>
          {dates.day(change.day)}
          {change.persons > 0 && ` · ${t('organisation.persons', { count: change.persons })}`}
          {change.importId && (
            <>
              {' · '}
              <Link to="/importer/$importId" params={{ importId: change.importId }}>
                {t('organisation.theImport')}
              </Link>
            </>
          )}
        </span>
      </span>
      {change.campaign && (
        <Badge tone="info" icon="review">
          <Link to="/granska/$campaignId" params={{ campaignId: change.campaign.id }}>
            {t('organisation.theReview')}
          </Link>
        </Badge>
      )}
    </Row>
  );
}
