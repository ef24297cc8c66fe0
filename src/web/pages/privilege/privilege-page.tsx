import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { itemsOf } from '../../api/page.js';
import { activationsQuery, privilegedRolesQuery } from '../../api/privilege.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Table } from '../../parts/table.js';
import { Moment } from '../../parts/when.js';
import { PrivilegedRoleCard } from './privileged-role-card.js';
import styles from './privilege-page.module.css';

/** Admin rights one may take for a while, those one has now, and those one has had. */
export function PrivilegePage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(privilegedRolesQuery);
  return (
    <>
      <PageHead title={t('privilege.title')} about={t('privilege.about')} />
      <PageBody>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={3} />}
        {data?.items.length === 0 && (
          <Card>
            <EmptyState icon="bolt" title={t('privilege.none')}>
              {t('privilege.noneAbout')}
            </EmptyState>
          </Card>
        )}
        {data && data.items.length > 0 && (
          <div className={styles.roles}>
            {data.items.map((role) => (
              <PrivilegedRoleCard key={role.role.id} privileged={role} />
            ))}
          </div>
        )}
        <Past />
      </PageBody>
    </>
  );
}

function Past() {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(activationsQuery);
  const past = itemsOf(data);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (past.length === 0) return null;
  return (
    <Section title={t('privilege.past')}>
      <Card flush>
        <Table
          caption={t('privilege.past')}
          rows={past}
          rowId={({ id }) => id}
          columns={[
            { id: 'role', heading: t('request.role'), isName: true, cell: ({ role }) => role.name },
            { id: 'reason', heading: t('privilege.reason'), cell: ({ reason }) => reason },
            {
              id: 'from',
              heading: t('privilege.started'),
              cell: ({ startedAt }) => <Moment at={startedAt} />,
            },
            {
              id: 'to',
              heading: t('privilege.ended'),
              cell: ({ endedAt, endedBy }) =>
                endedAt && endedBy ? (
                  <>
                    <Moment at={endedAt} /> {t(`privilege.endedBy.${endedBy}`)}
                  </>
                ) : (
                  <Badge tone="wait">{t('privilege.activeNow')}</Badge>
                ),
            },
          ]}
        />
        <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      </Card>
    </Section>
  );
}
