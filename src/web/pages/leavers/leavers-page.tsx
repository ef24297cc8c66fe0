import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Leaver } from '../../api/generated/types.gen.js';
import { leaverFilters, leaversQuery, type LeaverFilter } from '../../api/leaving.js';
import { itemsOf } from '../../api/page.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Person } from '../../parts/person.js';
import { Progress } from '../../parts/progress.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { may, useMe } from '../../session/use-me.js';
import { useDates } from '../../texts/dates.js';
import { Duties } from './duties.js';
import styles from './leavers.module.css';

const addresses = {
  open: undefined,
  late: 'forsenade',
  mine: 'mina',
  closed: 'avslutade',
  duties: 'vakanta',
} as const;
type Part = keyof typeof addresses;

/** "Avslut": who leaves, what is left to hand over, and whose duties fall vacant. */
export function LeaversPage() {
  const { t } = useTranslation();
  const me = useMe();
  const { visa } = useSearch({ from: '/frame/avslut' });
  const navigate = useNavigate({ from: '/avslut' });
  const parts: Part[] = [...leaverFilters, ...(may(me, 'duties') ? (['duties'] as const) : [])];
  const selected = parts.find((part) => addresses[part] === visa) ?? 'open';
  return (
    <>
      <PageHead title={t('leavers.title')} about={t('leavers.about')} />
      <PageBody>
        <Tabs
          label={t('leavers.parts')}
          selected={selected}
          onSelect={(part) => void navigate({ search: { visa: addresses[part] } })}
          tabs={parts.map((part) => ({
            id: part,
            label: t(`leavers.show.${part}`),
            content: part === 'duties' ? <Duties /> : <Leavers show={part} />,
          }))}
        />
      </PageBody>
    </>
  );
}

function Leavers({ show }: { show: LeaverFilter }) {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    leaversQuery(show),
  );
  const leavers = itemsOf(data);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <Card flush>
      {!data && <Skeleton rows={4} />}
      {data && leavers.length === 0 && (
        <EmptyState icon="done" title={t(`leavers.empty.${show}`)}>
          {t('leavers.emptyAbout')}
        </EmptyState>
      )}
      {leavers.length > 0 && (
        <RowList label={t(`leavers.show.${show}`)}>
          {leavers.map((leaver) => (
            <LeaverRow key={leaver.id} leaver={leaver} />
          ))}
        </RowList>
      )}
      <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </Card>
  );
}

function LeaverRow({ leaver }: { leaver: Leaver }) {
  const { t } = useTranslation();
  const dates = useDates();
  const words = t('leavers.progress', { answered: leaver.answered, total: leaver.total });
  return (
    <Row>
      <span className={styles.words}>
        <Link to="/avslut/$checklistId" params={{ checklistId: leaver.id }} className={rowLink}>
          <Person
            person={leaver.person}
            detail={[leaver.title, leaver.unit.name].filter((word) => word !== '').join(' · ')}
          />
        </Link>
      </span>
      <span className={styles.progress}>
        <Progress label={words} hideLabel value={leaver.answered} of={leaver.total} words={words} />
      </span>
      <span className={styles.end}>
        {leaver.late > 0 && <Badge tone="danger">{t('leavers.late', { count: leaver.late })}</Badge>}
        {leaver.state === 'not-needed' && <Badge>{t('leavers.notNeeded')}</Badge>}
        {leaver.state === 'done' && <Badge tone="good">{t('leavers.done')}</Badge>}
        <Badge icon="calendar">{t('leavers.lastDay', { day: dates.day(leaver.lastDay) })}</Badge>
      </span>
    </Row>
  );
}
