import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DirectoryTaken, Discovery, FoundGroup } from '../../api/generated/types.gen.js';
import { itemsOf } from '../../api/page.js';
import {
  discoveryQuery,
  exemptGroup,
  foundGroupsQuery,
  readDirectory,
  takeOver,
} from '../../api/takeover.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { Ago, Day } from '../../parts/when.js';
import { AdoptDialog } from './adopt-dialog.js';
import { ExemptDialog } from './exempt-dialog.js';
import styles from '../leavers/leavers.module.css';

/** What the directory holds that Grindvakt does not govern: each group is taken in, or left out with a reason. */
export function DiscoveryPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { visa } = useSearch({ from: '/frame/upptackt' });
  const navigate = useNavigate({ from: '/upptackt' });
  const { data: discovery, error, refetch } = useQuery(discoveryQuery);
  const [done, setDone] = useState<DirectoryTaken | null>(null);
  const after = async (taken: DirectoryTaken): Promise<void> => {
    setDone(taken);
    await Promise.all(
      ['discovery', 'unassessed'].map((key) => client.invalidateQueries({ queryKey: [key] })),
    );
  };
  const reading = useMutation({ mutationFn: readDirectory, onSuccess: after });
  const taking = useMutation({ mutationFn: takeOver, onSuccess: after });
  const isBusy = reading.isPending || taking.isPending;
  const problem = reading.error ?? taking.error;
  return (
    <>
      <PageHead
        title={t('discovery.title')}
        about={t('discovery.about')}
        action={
          discovery?.may.read && (
            <Button
              look="primary"
              icon="search"
              isPending={reading.isPending}
              isDisabled={isBusy}
              onPress={() => {
                reading.mutate();
              }}
            >
              {t('discovery.read')}
            </Button>
          )
        }
      />
      <PageBody>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {problem && <ProblemView problem={problem} />}
        {done && (
          <Banner
            tone="good"
            isNews
            title={t('discovery.done', { groups: done.groups, memberships: done.memberships })}
          >
            {t('discovery.doneAbout', { kept: done.kept, strays: done.strays })}{' '}
            <Link to="/oprovat">{t('unassessed.title')}</Link>
          </Banner>
        )}
        {!discovery && !error && <Skeleton rows={4} />}
        {discovery && (
          <>
            <p>
              {discovery.reading ? (
                <>
                  {t('discovery.last', {
                    groups: discovery.reading.groups,
                    memberships: discovery.reading.memberships,
                    name: discovery.reading.readBy.name,
                  })}{' '}
                  <Ago at={discovery.reading.readAt} />.
                </>
              ) : (
                t('discovery.never')
              )}
            </p>
            {discovery.may.takeOver && discovery.reading && (
              <Banner
                tone="info"
                title={t('discovery.takeOver')}
                actions={
                  <Button
                    isPending={taking.isPending}
                    isDisabled={isBusy}
                    onPress={() => {
                      taking.mutate();
                    }}
                  >
                    {t('discovery.takeOverNow')}
                  </Button>
                }
              >
                {t('discovery.takeOverAbout')}
              </Banner>
            )}
            <Tabs
              label={t('discovery.title')}
              selected={visa ?? 'ohanterade'}
              onSelect={(tab) => void navigate({ search: { visa: tab === 'undantagna' ? tab : undefined } })}
              tabs={[
                {
                  id: 'ohanterade',
                  label: t('discovery.unmanaged'),
                  count: discovery.unmanaged,
                  content: <Groups view="unmanaged" discovery={discovery} />,
                },
                {
                  id: 'undantagna',
                  label: t('discovery.exempt'),
                  count: discovery.exempt,
                  content: <Groups view="exempt" discovery={discovery} />,
                },
              ]}
            />
          </>
        )}
      </PageBody>
    </>
  );
}

function Groups({ view, discovery }: { view: 'unmanaged' | 'exempt'; discovery: Discovery }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    foundGroupsQuery(view),
  );
  const [chosen, setChosen] = useState<{ group: FoundGroup; what: 'adopt' | 'exempt' } | null>(null);
  const back = useMutation({
    mutationFn: (id: string) => exemptGroup(id, null),
    onSuccess: () => client.invalidateQueries({ queryKey: ['discovery'] }),
  });
  const items = itemsOf(data);
  const close = (): void => {
    setChosen(null);
  };
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <Card flush>
      {!data && <Skeleton rows={3} />}
      {data && items.length === 0 && (
        <EmptyState icon="done" title={t('discovery.empty')}>
          {t('discovery.emptyAbout')}
        </EmptyState>
      )}
      {items.length > 0 && (
        <RowList label={t('discovery.unmanaged')}>
          {items.map((group) => (
            <Row key={group.id}>
              <span className={styles.words}>
                <strong>{group.name}</strong>
                <span className={styles.detail}>
                  {t('discovery.members', { count: group.members })}
                  {group.sample.length > 0 &&
                    `: ${group.sample.join(', ')}${group.members > group.sample.length ? ' …' : ''}`}
                </span>
                {group.exempt && (
                  <span className={styles.detail}>
                    {group.exempt.reason} – {group.exempt.by.name}, <Day day={group.exempt.at} />
                  </span>
                )}
              </span>
              <span className={styles.end}>
                {view === 'unmanaged' && discovery.may.adopt && discovery.systems.length > 0 && (
                  <Button
                    size="small"
                    aria-label={t('discovery.adoptOne', { name: group.name })}
                    onPress={() => {
                      setChosen({ group, what: 'adopt' });
                    }}
                  >
                    {t('discovery.adopt')}
                  </Button>
                )}
                {view === 'unmanaged' && discovery.may.exempt && (
                  <Button
                    size="small"
                    look="quiet"
                    aria-label={t('discovery.exemptOne', { name: group.name })}
                    onPress={() => {
                      setChosen({ group, what: 'exempt' });
                    }}
                  >
                    {t('discovery.leaveOut')}
                  </Button>
                )}
                {view === 'exempt' && discovery.may.exempt && (
                  <Button
                    size="small"
                    look="quiet"
                    icon="undo"
                    isDisabled={back.isPending}
                    aria-label={t('discovery.takeBackOne', { name: group.name })}
                    onPress={() => {
                      back.mutate(group.id);
                    }}
                  >
                    {t('discovery.takeBack')}
                  </Button>
                )}
              </span>
            </Row>
          ))}
        </RowList>
      )}
      <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      {chosen?.what === 'adopt' && (
        <AdoptDialog group={chosen.group} systems={discovery.systems} onClose={close} />
      )}
      {chosen?.what === 'exempt' && <ExemptDialog group={chosen.group} onClose={close} />}
    </Card>
  );
}
