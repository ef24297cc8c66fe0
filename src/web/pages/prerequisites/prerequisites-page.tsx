import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PrerequisiteView } from '../../api/generated/types.gen.js';
import { prerequisitesQuery } from '../../api/prerequisites.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { CompletionImports } from './completion-imports.js';
import { ConcernedPeople } from './concerned-people.js';
import styles from './prerequisites-page.module.css';

/** What is demanded before access works, how many it fails, and the completions that come in. */
export function PrerequisitesPage() {
  const { t } = useTranslation();
  const { visa, lage } = useSearch({ from: '/frame/forutsattningar' });
  const { data, error, refetch } = useQuery(prerequisitesQuery);
  const chosen = data?.items.find(({ id }) => id === visa);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={5} />;
  if (chosen) return <ConcernedPeople prerequisite={chosen} state={lage ?? worst(chosen)} />;
  return (
    <>
      <PageHead title={t('prerequisites.title')} about={t('prerequisites.about')} />
      <PageBody>
        <Card flush>
          {data.items.length === 0 ? (
            <EmptyState icon="done" title={t('prerequisites.none')}>
              {t('prerequisites.noneAbout')}
            </EmptyState>
          ) : (
            <RowList label={t('prerequisites.title')}>
              {data.items.map((each) => (
                <PrerequisiteRow key={each.id} each={each} />
              ))}
            </RowList>
          )}
        </Card>
        <Section title={t('prerequisites.completions')} about={t('prerequisites.completionsAbout')}>
          <CompletionImports />
        </Section>
      </PageBody>
    </>
  );
}

/** The state to look at first: the worst that anybody is in. */
function worst({ counts }: PrerequisiteView) {
  if (counts.lapsed > 0) return 'lapsed';
  if (counts.missing > 0) return 'missing';
  return counts.lapsing > 0 ? 'lapsing' : 'valid';
}

function PrerequisiteRow({ each }: { each: PrerequisiteView }) {
  const { t } = useTranslation();
  const { valid, lapsing, lapsed, missing } = each.counts;
  return (
    <Row>
      <span className={styles.words}>
        <Link to="/forutsattningar" search={{ visa: each.id }} className={rowLink}>
          {each.name}
        </Link>
        <span className={styles.detail}>
          {t(`prerequisites.kinds.${each.kind}`)}
          {each.validityMonths !== null && ` · ${t('prerequisites.months', { count: each.validityMonths })}`}
        </span>
      </span>
      <span className={styles.counts}>
        {valid + lapsing + lapsed + missing === 0 && <Badge>{t('prerequisites.concernsNobody')}</Badge>}
        {valid > 0 && <Badge tone="good">{t('prerequisites.count.valid', { count: valid })}</Badge>}
        {lapsing > 0 && <Badge tone="wait">{t('prerequisites.count.lapsing', { count: lapsing })}</Badge>}
        {lapsed > 0 && <Badge tone="danger">{t('prerequisites.count.lapsed', { count: lapsed })}</Badge>}
        {missing > 0 && <Badge tone="danger">{t('prerequisites.count.missing', { count: missing })}</Badge>}
      </span>
    </Row>
  );
}
