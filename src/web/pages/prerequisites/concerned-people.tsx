import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PrerequisitePerson, PrerequisiteView } from '../../api/generated/types.gen.js';
import { itemsOf } from '../../api/page.js';
import { prerequisitePeopleQuery, type PrerequisiteFilter } from '../../api/prerequisites.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { LinkButton } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Icon } from '../../parts/icon.js';
import { More } from '../../parts/more.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Day } from '../../parts/when.js';
import { PrerequisiteState } from './prerequisite-state.js';
import styles from './prerequisites-page.module.css';

const filters: readonly PrerequisiteFilter[] = ['lapsed', 'missing', 'lapsing', 'valid'];

/** Whom one prerequisite concerns, by how they stand; what lapsed or lapses first on top. */
export function ConcernedPeople({
  prerequisite,
  state,
}: {
  prerequisite: PrerequisiteView;
  state: PrerequisiteFilter;
}) {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    prerequisitePeopleQuery(prerequisite.id, state),
  );
  const people = itemsOf(data);
  return (
    <>
      <PageHead
        over={
          <Link to="/forutsattningar" search={{}} className={styles.back}>
            <Icon name="left" size={16} />
            {t('prerequisites.title')}
          </Link>
        }
        title={prerequisite.name}
        about={prerequisite.how}
      />
      <PageBody>
        <nav className={styles.filters} aria-label={t('prerequisites.filter')}>
          {filters.map((filter) => (
            <LinkButton
              key={filter}
              to="/forutsattningar"
              search={{ visa: prerequisite.id, lage: filter }}
              look={filter === state ? 'primary' : 'secondary'}
              size="small"
              aria-current={filter === state ? 'true' : undefined}
            >
              {t(`prerequisites.count.${filter}`, { count: prerequisite.counts[filter] })}
            </LinkButton>
          ))}
        </nav>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!error && (
          <Card flush>
            {!data && <Skeleton rows={4} />}
            {data && people.length === 0 && <EmptyState icon="done" title={t('prerequisites.nobody')} />}
            {people.length > 0 && (
              <RowList label={prerequisite.name}>
                {people.map((each) => (
                  <PersonRow key={each.person.id} each={each} />
                ))}
              </RowList>
            )}
            <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
          </Card>
        )}
      </PageBody>
    </>
  );
}

function PersonRow({ each }: { each: PrerequisitePerson }) {
  const { t } = useTranslation();
  const { person, title, unit, state, day, lastDay } = each;
  return (
    <Row>
      <span className={styles.words}>
        {person.id ? (
          <Link to="/personal/$personId" params={{ personId: person.id }} className={rowLink}>
            {person.name}
          </Link>
        ) : (
          <strong>{person.name}</strong>
        )}
        <span className={styles.detail}>
          {[title, unit.name].filter((word) => word !== '').join(' · ')}
          {day && (
            <>
              {' · '}
              <Day day={day} />
            </>
          )}
        </span>
      </span>
      {lastDay && (
        <span className={styles.detail}>
          {t(state === 'lapsed' ? 'prerequisites.lapsedOn' : 'prerequisites.lastDay')} <Day day={lastDay} />
        </span>
      )}
      <PrerequisiteState state={state} />
    </Row>
  );
}
