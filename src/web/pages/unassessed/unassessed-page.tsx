import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TakeoverSystem, UnassessedAccess } from '../../api/generated/types.gen.js';
import { itemsOf } from '../../api/page.js';
import { straysQuery, takeoverSystemsQuery, unassessedQuery } from '../../api/takeover.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Person } from '../../parts/person.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Table } from '../../parts/table.js';
import { Tabs } from '../../parts/tabs.js';
import { Day } from '../../parts/when.js';
import { OpenTakeoverDialog } from './open-takeover-dialog.js';
import { RemoveDialog } from './remove-dialog.js';
import styles from '../leavers/leavers.module.css';

/** Access from before Grindvakt: each manager assesses or removes it; owners see how much is left. */
export function UnassessedPage() {
  const { t } = useTranslation();
  const { visa } = useSearch({ from: '/frame/oprovat' });
  const navigate = useNavigate({ from: '/oprovat' });
  const { data: systems } = useQuery(takeoverSystemsQuery);
  const answers = (systems?.items.length ?? 0) > 0;
  return (
    <>
      <PageHead title={t('unassessed.title')} about={t('unassessed.about')} />
      <PageBody>
        <Tabs
          label={t('unassessed.title')}
          selected={visa ?? 'personal'}
          onSelect={(tab) => void navigate({ search: { visa: tab === 'personal' ? undefined : tab } })}
          tabs={[
            {
              id: 'personal',
              label: t('unassessed.mine'),
              content: <Waiting scope="staff" state="waiting" />,
            },
            {
              id: 'beslutade',
              label: t('unassessed.decided'),
              content: <Waiting scope={answers ? 'all' : 'staff'} state="decided" />,
            },
            ...(answers
              ? ([
                  {
                    id: 'system',
                    label: t('unassessed.systems'),
                    content: <Systems items={systems?.items ?? []} />,
                  },
                  {
                    id: 'alla',
                    label: t('unassessed.all'),
                    content: <Waiting scope="all" state="waiting" />,
                  },
                  { id: 'losa', label: t('unassessed.strays'), content: <Strays /> },
                ] as const)
              : []),
          ]}
        />
      </PageBody>
    </>
  );
}

function Waiting({ scope, state }: { scope: 'staff' | 'all'; state: 'waiting' | 'decided' }) {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    unassessedQuery(scope, state),
  );
  const [removing, setRemoving] = useState<UnassessedAccess | null>(null);
  const items = itemsOf(data);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <Card flush>
      {!data && <Skeleton rows={3} />}
      {data && items.length === 0 && (
        <EmptyState icon="done" title={t('unassessed.empty')}>
          {t('unassessed.emptyAbout')}
        </EmptyState>
      )}
      {items.length > 0 && (
        <RowList label={t('unassessed.title')}>
          {items.map((item) => (
            <Row key={item.id}>
              <span className={styles.words}>
                <Person
                  person={item.person}
                  detail={[item.title, item.unit.name].filter(Boolean).join(' · ')}
                />
                <span>
                  {item.system.name}: {item.entitlement}
                </span>
                <span className={styles.detail}>{item.sentence}</span>
                <span className={styles.detail}>
                  {state === 'waiting' ? (
                    <>
                      {t('unassessed.keptUntil')} <Day day={item.keepUntil} />
                      {item.username && ` · ${t('unassessed.account', { name: item.username })}`}
                      {item.state === 'open' && item.roles.length === 0 && ` · ${t('unassessed.noRole')}`}
                    </>
                  ) : (
                    <>
                      {item.outcome && t(`unassessed.outcomes.${item.outcome}`)}
                      {item.decidedAt && (
                        <>
                          {' '}
                          <Day day={item.decidedAt} />
                        </>
                      )}
                      {item.reason && ` – ${item.reason}`}
                    </>
                  )}
                </span>
              </span>
              <span className={styles.end}>
                {item.flagged && <Badge tone="wait">{t('unassessed.flagged')}</Badge>}
                {item.state === 'requested' && <Badge tone="info">{t('unassessed.requested')}</Badge>}
                {item.state === 'removed' && (
                  <Badge tone={item.confirmed ? 'good' : 'wait'}>
                    {t(item.confirmed ? 'unassessed.confirmed' : 'unassessed.unconfirmed')}
                  </Badge>
                )}
                {item.may.assess &&
                  item.person.id &&
                  item.roles.map((role) => (
                    <Link
                      key={role.id}
                      to="/begar"
                      search={{
                        person: item.person.id ?? undefined,
                        anstallning: item.employmentId,
                        roll: role.id,
                      }}
                    >
                      {t('unassessed.assess', { role: role.name })}
                    </Link>
                  ))}
                {item.may.remove && (
                  <Button
                    size="small"
                    look="danger"
                    aria-label={t('unassessed.removeOne', { what: item.entitlement, name: item.person.name })}
                    onPress={() => {
                      setRemoving(item);
                    }}
                  >
                    {t('unassessed.remove')}
                  </Button>
                )}
              </span>
            </Row>
          ))}
        </RowList>
      )}
      <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      {removing && (
        <RemoveDialog
          access={removing}
          onClose={() => {
            setRemoving(null);
          }}
        />
      )}
    </Card>
  );
}

function Systems({ items }: { items: readonly TakeoverSystem[] }) {
  const { t } = useTranslation();
  const [opening, setOpening] = useState<TakeoverSystem | null>(null);
  return (
    <Card flush>
      <Table
        caption={t('unassessed.systems')}
        rows={items}
        rowId={(row) => row.id}
        columns={[
          { id: 'name', heading: t('accessMap.system'), isName: true, cell: (row) => row.name },
          {
            id: 'left',
            heading: t('unassessed.left'),
            align: 'end',
            cell: (row) => row.waiting + row.requested,
          },
          { id: 'assessed', heading: t('unassessed.assessed'), align: 'end', cell: (row) => row.assessed },
          { id: 'removed', heading: t('unassessed.removed'), align: 'end', cell: (row) => row.removed },
          {
            id: 'unconfirmed',
            heading: t('unassessed.unconfirmed'),
            align: 'end',
            cell: (row) => row.unconfirmed,
          },
          { id: 'strays', heading: t('unassessed.strays'), align: 'end', cell: (row) => row.strays },
          {
            id: 'campaign',
            heading: t('unassessed.campaign'),
            cell: (row) =>
              row.campaign ? (
                <>
                  {t('unassessed.openUntil')} <Day day={row.campaign.closesOn} />
                </>
              ) : row.may.open ? (
                <Button
                  size="small"
                  onPress={() => {
                    setOpening(row);
                  }}
                >
                  {t('unassessed.open')}
                </Button>
              ) : (
                '–'
              ),
          },
        ]}
      />
      {opening && (
        <OpenTakeoverDialog
          system={opening}
          onClose={() => {
            setOpening(null);
          }}
        />
      )}
    </Card>
  );
}

function Strays() {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(straysQuery);
  const items = itemsOf(data);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <Card flush>
      {!data && <Skeleton rows={3} />}
      {data && items.length === 0 && (
        <EmptyState icon="done" title={t('unassessed.noStrays')}>
          {t('unassessed.noStraysAbout')}
        </EmptyState>
      )}
      {items.length > 0 && (
        <Table
          caption={t('unassessed.strays')}
          rows={items}
          rowId={(row) => `${row.username} ${row.entitlement}`}
          columns={[
            {
              id: 'account',
              heading: t('unassessed.accountHeading'),
              isName: true,
              cell: (row) => row.username,
            },
            {
              id: 'what',
              heading: t('unassessed.entitlement'),
              cell: (row) => `${row.system}: ${row.entitlement}`,
            },
            { id: 'why', heading: t('accessMap.why'), cell: (row) => t(`unassessed.why.${row.why}`) },
            { id: 'since', heading: t('unassessed.seenSince'), cell: (row) => <Day day={row.firstSeen} /> },
          ]}
        />
      )}
      <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </Card>
  );
}
