import { useInfiniteQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { itemsOf } from '../../api/page.js';
import { requestsQuery, type RequestsView } from '../../api/requests.js';
import { PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { may, useMe } from '../../session/use-me.js';
import { RequestRow } from './request-row.js';
import { Waiting } from './waiting.js';
import styles from './approvals-page.module.css';

type Tab = 'to-decide' | 'decided' | 'sent';
const addresses = { 'to-decide': undefined, decided: 'beslutade', sent: 'skickade' } as const;

/** Requests to decide, those decided, and those one has sent; each opens in a drawer with its own address. */
export function ApprovalsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const approves = may(me, 'approve');
  const { visa } = useSearch({ from: '/frame/godkannanden' });
  const navigate = useNavigate();
  const tab: Tab = visa === 'skickade' || !approves ? 'sent' : visa === 'beslutade' ? 'decided' : 'to-decide';

  const tabs = [
    {
      id: 'to-decide' as const,
      label: t('approvals.toDecide'),
      content: <Waiting />,
    },
    {
      id: 'decided' as const,
      label: t('approvals.decided'),
      content: <Requests key="decided" view="to-decide" state="decided" />,
    },
    { id: 'sent' as const, label: t('approvals.sent'), content: <Sent /> },
  ].filter(({ id }) => (id === 'sent' ? may(me, 'request') : approves));

  return (
    <>
      <PageHead
        title={approves ? t('approvals.title') : t('nav.sent')}
        about={approves ? t('approvals.about') : t('approvals.sentAbout')}
      />
      {tabs.length > 1 ? (
        <Tabs
          label={t('approvals.title')}
          tabs={tabs}
          selected={tab}
          onSelect={(id) =>
            void navigate({ to: '/godkannanden', search: { visa: addresses[id], roll: undefined } })
          }
        />
      ) : (
        tabs[0]?.content
      )}
      <Outlet />
    </>
  );
}

function Sent() {
  const { t } = useTranslation();
  return (
    <div className={styles.sent}>
      <section aria-label={t('approvals.sentPending')}>
        <h2 className={styles.heading}>{t('approvals.sentPending')}</h2>
        <Requests view="sent" state="pending" />
      </section>
      <section aria-label={t('approvals.sentDecided')}>
        <h2 className={styles.heading}>{t('approvals.sentDecided')}</h2>
        <Requests view="sent" state="decided" />
      </section>
    </div>
  );
}

function Requests({ view, state }: { view: RequestsView; state: 'pending' | 'decided' }) {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    requestsQuery(view, state),
  );
  const requests = itemsOf(data);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <Card flush>
      {!data && <Skeleton rows={3} />}
      {data && requests.length === 0 && (
        <EmptyState
          icon={state === 'pending' ? 'done' : 'file'}
          title={t(view === 'sent' ? `approvals.none.sent-${state}` : `approvals.none.${state}`)}
        />
      )}
      {requests.length > 0 && (
        <RowList label={t('approvals.title')}>
          {requests.map((request) => (
            <RequestRow key={request.id} request={request} view={view} />
          ))}
        </RowList>
      )}
      <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </Card>
  );
}
