import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { unitsWithoutManagerQuery } from '../../api/organisation.js';
import { itemsOf } from '../../api/page.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { OrganisationChanges } from './organisation-changes.js';
import { Answers, UnitTree } from './unit-tree.js';
import styles from './organisation-page.module.css';

const route = getRouteApi('/frame/organisation');

/** The units, who leads them, which have nobody, and what has happened to them. */
export function OrganisationPage() {
  const { t } = useTranslation();
  const { visa } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHead title={t('organisation.title')} about={t('organisation.about')} />
      <PageBody>
        <Tabs
          label={t('organisation.title')}
          selected={visa ?? 'enheter'}
          onSelect={(id) => void navigate({ search: id === 'enheter' ? {} : { visa: id }, replace: true })}
          tabs={[
            { id: 'enheter', label: t('organisation.units'), content: <UnitTree /> },
            { id: 'utan-chef', label: t('organisation.withoutManager'), content: <WithoutManager /> },
            { id: 'andringar', label: t('organisation.changes'), content: <OrganisationChanges /> },
          ]}
        />
      </PageBody>
    </>
  );
}

function WithoutManager() {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(unitsWithoutManagerQuery);
  const units = itemsOf(data);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <Card flush>
      {!data && <Skeleton rows={3} />}
      {data && units.length === 0 && (
        <EmptyState icon="done" title={t('organisation.allLed')}>
          {t('organisation.allLedAbout')}
        </EmptyState>
      )}
      {units.length > 0 && (
        <RowList label={t('organisation.withoutManager')}>
          {units.map((unit) => (
            <Row key={unit.id}>
              <span className={styles.words}>
                <strong>{unit.name}</strong>
                <span className={styles.detail}>{unit.above.join(' › ')}</span>
              </span>
              <span className={styles.side}>
                <Answers unit={unit} />
                <span className={styles.detail}>{t('organisation.persons', { count: unit.persons })}</span>
              </span>
            </Row>
          ))}
        </RowList>
      )}
      <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </Card>
  );
}
