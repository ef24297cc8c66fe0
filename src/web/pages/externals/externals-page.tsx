import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { External } from '../../api/generated/types.gen.js';
import { externalFilters, externalsQuery, type ExternalFilter } from '../../api/externals.js';
import { itemsOf } from '../../api/page.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { LinkButton } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Person } from '../../parts/person.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { useDates } from '../../texts/dates.js';
import styles from '../leavers/leavers.module.css';

const addresses = {
  current: undefined,
  mine: 'mina',
  ending: 'slutar',
  short: 'brister',
  past: 'tidigare',
} as const;

/** Consultants, students and volunteers: who answers for them, on which contract, until when. */
export function ExternalsPage() {
  const { t } = useTranslation();
  const { visa } = useSearch({ from: '/frame/externa' });
  const navigate = useNavigate({ from: '/externa' });
  const { data } = useInfiniteQuery(externalsQuery('current'));
  const selected = externalFilters.find((show) => addresses[show] === visa) ?? 'current';
  return (
    <>
      <PageHead
        title={t('externals.title')}
        about={t('externals.about')}
        action={
          data?.pages[0]?.mayRegister && (
            <LinkButton to="/externa/ny" look="primary" icon="plus">
              {t('externals.register')}
            </LinkButton>
          )
        }
      />
      <PageBody>
        <Tabs
          label={t('externals.parts')}
          selected={selected}
          onSelect={(show) => void navigate({ search: { visa: addresses[show] } })}
          tabs={externalFilters.map((show) => ({
            id: show,
            label: t(`externals.show.${show}`),
            content: <Externals show={show} />,
          }))}
        />
      </PageBody>
    </>
  );
}

function Externals({ show }: { show: ExternalFilter }) {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    externalsQuery(show),
  );
  const externals = itemsOf(data);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <Card flush>
      {!data && <Skeleton rows={4} />}
      {data && externals.length === 0 && (
        <EmptyState icon="people" title={t('externals.empty')}>
          {t('externals.emptyAbout')}
        </EmptyState>
      )}
      {externals.length > 0 && (
        <RowList label={t(`externals.show.${show}`)}>
          {externals.map((external) => (
            <ExternalRow key={external.id} external={external} />
          ))}
        </RowList>
      )}
      <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </Card>
  );
}

function ExternalRow({ external }: { external: External }) {
  const { t } = useTranslation();
  const dates = useDates();
  const what = [t(`employments.kinds.${external.kind}`), external.employer, external.unit.name];
  return (
    <Row>
      <span className={styles.words}>
        <Link to="/externa/$externalId" params={{ externalId: external.id }} className={rowLink}>
          <Person person={external.person} detail={what.filter(Boolean).join(' · ')} />
        </Link>
      </span>
      <span className={styles.end}>
        {external.state === 'taken-over' && <Badge tone="danger">{t('externals.takenOver')}</Badge>}
        {external.state === 'over' && <Badge>{t('externals.over')}</Badge>}
        {external.missing.map((missing) => (
          <Badge key={missing} tone="wait" icon="alert">
            {t(`externals.missing.${missing}`)}
          </Badge>
        ))}
        {external.to && (
          <Badge icon="calendar">{t('externals.until', { day: dates.day(external.to) })}</Badge>
        )}
      </span>
    </Row>
  );
}
