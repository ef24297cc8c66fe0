import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonLine } from '../../api/generated/types.gen.js';
import { itemsOf } from '../../api/page.js';
import { peopleQuery, type PeopleScope } from '../../api/people.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { LinkButton } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Field } from '../../parts/field.js';
import { More } from '../../parts/more.js';
import { Person } from '../../parts/person.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { may, useMe } from '../../session/use-me.js';
import { useDates } from '../../texts/dates.js';
import styles from './staff-page.module.css';

/** The manager's own people; HR and the security officer may look at everybody. */
export function StaffPage() {
  const { t } = useTranslation();
  const me = useMe();
  const { q = '', visa } = useSearch({ from: '/frame/personal' });
  const navigate = useNavigate({ from: '/personal' });
  const seesAll = may(me, 'imports', 'campaigns');
  const scope: PeopleScope = seesAll && (visa === 'alla' || !may(me, 'staff')) ? 'all' : 'staff';
  const [text, setText] = useState(q);

  // The search lies in the URL, so that Back and a shared address find the same people.
  useEffect(() => {
    const timer = setTimeout(() => {
      if (text !== q) void navigate({ search: (old) => ({ ...old, q: text || undefined }), replace: true });
    }, 250);
    return () => {
      clearTimeout(timer);
    };
  }, [text, q, navigate]);

  const list = <People scope={scope} q={q} />;
  return (
    <>
      <PageHead
        title={scope === 'all' ? t('staff.titleAll') : t('staff.title')}
        about={scope === 'all' ? t('staff.aboutAll') : t('staff.about')}
        action={
          <>
            {may(me, 'staff') && (
              <LinkButton to="/personal/bekrafta" icon="check">
                {t('confirm.link')}
              </LinkButton>
            )}
            {may(me, 'request') && (
              <LinkButton to="/begar" look="primary" icon="request">
                {t('nav.request')}
              </LinkButton>
            )}
          </>
        }
      />
      <PageBody>
        <div className={styles.search}>
          <Field
            label={t('staff.search')}
            type="search"
            inputMode="search"
            icon="search"
            value={text}
            onChange={setText}
            placeholder={t('staff.searchPlaceholder')}
            isOptional={false}
          />
        </div>
        {seesAll && may(me, 'staff') ? (
          <Tabs
            label={t('staff.scope')}
            selected={scope}
            onSelect={(id) =>
              void navigate({ search: (old) => ({ ...old, visa: id === 'all' ? 'alla' : undefined }) })
            }
            tabs={[
              { id: 'staff', label: t('staff.title'), content: list },
              { id: 'all', label: t('staff.titleAll'), content: list },
            ]}
          />
        ) : (
          list
        )}
      </PageBody>
    </>
  );
}

function People({ scope, q }: { scope: PeopleScope; q: string }) {
  const { t } = useTranslation();
  const asks = scope === 'staff' || q.length >= 2;
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    ...peopleQuery(scope, q),
    enabled: asks,
    placeholderData: keepPreviousData,
  });
  const people = itemsOf(data);
  const total = data?.pages[0]?.total;

  if (!asks) {
    return (
      <Card>
        <EmptyState icon="search" title={t('staff.searchFirst')}>
          {t('staff.searchFirstAbout')}
        </EmptyState>
      </Card>
    );
  }
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <div>
      <p className={styles.total} role="status">
        {total !== undefined && t('staff.total', { count: total })}
      </p>
      <Card flush>
        {!data && <Skeleton rows={6} />}
        {data && people.length === 0 && (
          <EmptyState icon="people" title={q ? t('staff.noHits', { q }) : t('staff.empty')}>
            {q ? t('staff.noHitsAbout') : t('staff.emptyAbout')}
          </EmptyState>
        )}
        {people.length > 0 && (
          <RowList label={t('staff.title')}>
            {people.map((line) => (
              <PersonRow key={line.id} line={line} />
            ))}
          </RowList>
        )}
        <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      </Card>
    </div>
  );
}

function LeaveBadge({ leave }: { leave: NonNullable<PersonLine['leave']> }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <Badge tone="wait" icon="pause">
      {!leave.runs
        ? t('staff.awayFrom', { day: dates.day(leave.from) })
        : leave.to
          ? t('person.away', { day: dates.day(leave.to) })
          : t('person.awayOpen')}
    </Badge>
  );
}

function PersonRow({ line }: { line: PersonLine }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <Row>
      <span className={styles.who}>
        <Link to="/personal/$personId" params={{ personId: line.id }} className={rowLink}>
          <Person person={line.person} detail={[line.title, line.unit.name].filter(Boolean).join(' · ')} />
        </Link>
      </span>
      <span className={styles.badges}>
        {line.state === 'leaving' && line.to && (
          <Badge tone="wait" icon="calendar">
            {t('staff.leaves', { day: dates.day(line.to) })}
          </Badge>
        )}
        {line.state === 'coming' && (
          <Badge tone="info" icon="calendar">
            {line.from ? t('person.starts', { day: dates.day(line.from) }) : t('staff.coming')}
          </Badge>
        )}
        {line.leave && <LeaveBadge leave={line.leave} />}
        {line.state === 'ended' && <Badge>{t('staff.ended')}</Badge>}
        {line.expiringSoon > 0 && (
          <Badge tone="wait">{t('staff.expiring', { count: line.expiringSoon })}</Badge>
        )}
        <span className={styles.count}>{t('staff.grants', { count: line.grants })}</span>
      </span>
    </Row>
  );
}
