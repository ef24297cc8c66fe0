import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { casesQuery, qualityQuery, type QualityKind } from '../../api/data-quality.js';
import { itemsOf } from '../../api/page.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Ago } from '../../parts/when.js';
import { Findings } from './findings.js';
import { Merges } from './merges.js';
import styles from './data-quality-page.module.css';

const route = getRouteApi('/frame/datakvalitet');

/** What may be wrong with the facts about people: a card with a count for each kind, and its list with what to do. */
export function DataQualityPage() {
  const { t } = useTranslation();
  const { visa } = route.useSearch();
  const { data, error, refetch } = useQuery(qualityQuery);
  const kind: QualityKind = visa ?? 'correlation';
  return (
    <>
      <PageHead title={t('quality.title')} about={t('quality.about')} />
      <PageBody>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={4} />}
        {data && (
          <>
            <ul className={styles.cards} aria-label={t('quality.kindsLabel')}>
              {data.items.map((item) => (
                <li key={item.kind}>
                  <Link
                    to="/datakvalitet"
                    search={item.kind === 'correlation' ? {} : { visa: item.kind }}
                    resetScroll={false}
                    activeOptions={{ exact: true, includeSearch: true }}
                    className={styles.card}
                    aria-current={item.kind === kind ? 'true' : undefined}
                    data-tone={item.count > 0 ? 'wait' : 'good'}
                  >
                    <span className={styles.count}>{item.count.toLocaleString('sv-SE')}</span>
                    <span className={styles.name}>{t(`quality.kinds.${item.kind}.name`)}</span>
                  </Link>
                </li>
              ))}
            </ul>
            <Section title={t(`quality.kinds.${kind}.name`)} about={t(`quality.kinds.${kind}.todo`)}>
              {kind === 'correlation' ? <Cases /> : <Findings kind={kind} mayMerge={data.may.resolve} />}
            </Section>
            {kind === 'correlation' && <Merges />}
          </>
        )}
      </PageBody>
    </>
  );
}

function Cases() {
  const { t } = useTranslation();
  const query = useInfiniteQuery(casesQuery);
  const cases = itemsOf(query.data);
  if (query.error) return <ProblemView problem={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Card flush>
      {!query.data && <Skeleton rows={3} />}
      {query.data && cases.length === 0 && <EmptyState icon="done" title={t('quality.noneOpen')} />}
      {cases.length > 0 && (
        <RowList label={t('quality.kinds.correlation.name')}>
          {cases.map((each) => (
            <Row key={each.id}>
              <span className={styles.words}>
                <Link to="/datakvalitet/fall/$caseId" params={{ caseId: each.id }} className={rowLink}>
                  {t('quality.pair', {
                    one: each.record.name,
                    other: each.candidates.map(({ person }) => person.name).join(', '),
                  })}
                </Link>
                <span className={styles.soft}>
                  {t(`quality.reasons.${each.reason}`)} · {each.source.name} · <Ago at={each.openedAt} />
                </span>
              </span>
            </Row>
          ))}
        </RowList>
      )}
      <More
        hasMore={query.hasNextPage}
        isLoading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </Card>
  );
}
