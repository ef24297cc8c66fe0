import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccessMap } from '../../api/generated/types.gen.js';
import { holdersQuery, type MapFilter } from '../../api/oversight.js';
import { itemsOf } from '../../api/page.js';
import { ProblemView } from '../../frame/problem-view.js';
import { AcrossBadge } from '../../parts/across-badge.js';
import { Badge } from '../../parts/badge.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Person } from '../../parts/person.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Table } from '../../parts/table.js';
import { Day } from '../../parts/when.js';

/** So many stand there at first: the map is what the page is about, and on a phone each person is a card. */
const first = 10;

/** The persons behind the numbers: who, in which unit, why and until when. */
export function Holders({ filter, map }: { filter: MapFilter; map: AccessMap }) {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    holdersQuery(filter),
  );
  const holders = itemsOf(data);
  // Another choice is another list, which begins short again.
  const list = JSON.stringify(filter);
  const [wholeList, setWholeList] = useState('');
  const isWhole = wholeList === list;
  const shown = isWhole ? holders : holders.slice(0, first);
  const role = map.rows.find((row) => row.role.id === filter.roleId)?.role.name;
  return (
    <Section
      title={t('accessMap.holders', { place: map.unit?.name ?? t('accessMap.everywhere') })}
      about={role === undefined ? t('accessMap.holdersAll') : t('accessMap.holdersOf', { role })}
    >
      {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
      {!error && (
        <Card flush>
          {!data && <Skeleton rows={4} />}
          {data && holders.length === 0 && (
            <EmptyState icon="people" title={t('accessMap.noHolders')}>
              {t('accessMap.emptyAbout')}
            </EmptyState>
          )}
          {holders.length > 0 && (
            <Table
              caption={t('accessMap.holders', { place: map.unit?.name ?? t('accessMap.everywhere') })}
              rows={shown}
              rowId={(row) => `${row.id}${row.role.id}`}
              columns={[
                {
                  id: 'person',
                  heading: t('accessMap.person'),
                  isName: true,
                  cell: (row) => <Person person={row.person} detail={row.title} />,
                },
                { id: 'unit', heading: t('accessMap.unit'), cell: (row) => row.unit.name },
                {
                  id: 'role',
                  heading: t('accessMap.role'),
                  cell: (row) => `${row.role.name} (${row.system})`,
                },
                {
                  id: 'why',
                  heading: t('accessMap.why'),
                  cell: (row) => (
                    <>
                      {t(`grants.sources.${row.source}`)}: {row.why}
                    </>
                  ),
                },
                {
                  id: 'until',
                  heading: t('accessMap.until'),
                  cell: (row) =>
                    row.to ? (
                      <Day day={row.to} />
                    ) : row.nextReview ? (
                      <>
                        {row.kind === 'unassessed' ? t('accessMap.keptUntil') : t('grants.nextReview')}{' '}
                        <Day day={row.nextReview} />
                      </>
                    ) : (
                      '–'
                    ),
                },
                {
                  id: 'marks',
                  heading: t('accessMap.marks'),
                  cell: (row) => (
                    <>
                      {row.kind === 'unassessed' && (
                        <Badge tone="wait" icon="question">
                          {t('accessMap.unassessedMark')}
                        </Badge>
                      )}
                      {row.across && <AcrossBadge />}
                      {row.resting && (
                        <Badge tone="wait" icon="pause">
                          {t('accessMap.resting')}
                        </Badge>
                      )}
                      {row.kind === 'grant' && !row.across && !row.resting && '–'}
                    </>
                  ),
                },
              ]}
            />
          )}
          <More
            hasMore={hasNextPage || shown.length < holders.length}
            isLoading={isFetchingNextPage}
            onMore={() => {
              if (isWhole) void fetchNextPage();
              else setWholeList(list);
            }}
          />
        </Card>
      )}
    </Section>
  );
}
