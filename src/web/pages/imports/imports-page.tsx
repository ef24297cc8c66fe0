import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ImportView } from '../../api/generated/types.gen.js';
import { importsQuery } from '../../api/imports.js';
import { itemsOf } from '../../api/page.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { Ago } from '../../parts/when.js';
import { useDates } from '../../texts/dates.js';
import { HeldList } from '../held/held-list.js';
import { changesInWords } from './changes-in-words.js';
import { EventList } from './event-list.js';
import { ImportState } from './import-state.js';
import { Shifts } from './shifts.js';
import { Upload } from './upload.js';
import styles from './imports-page.module.css';

export function ImportsPage() {
  const { t } = useTranslation();
  const { visa } = useSearch({ from: '/frame/importer' });
  const navigate = useNavigate({ from: '/importer' });
  return (
    <>
      <PageHead title={t('imports.title')} about={t('imports.about')} />
      <PageBody>
        <Tabs
          label={t('imports.title')}
          selected={visa ?? 'filer'}
          onSelect={(id) => void navigate({ search: id === 'filer' ? {} : { visa: id }, replace: true })}
          tabs={[
            { id: 'filer', label: t('imports.files'), content: <Files /> },
            { id: 'handelser', label: t('events.title'), content: <EventList /> },
            { id: 'pass', label: t('shifts.title'), content: <Shifts /> },
          ]}
        />
      </PageBody>
    </>
  );
}

function Files() {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    ...importsQuery,
    refetchInterval: (query) =>
      itemsOf(query.state.data).some(({ state }) => state === 'running') ? 1_500 : false,
  });
  const imports = itemsOf(data);
  return (
    <div className={styles.parts}>
      <Section title={t('imports.new')}>
        <Upload />
      </Section>
      <HeldList />
      <Section title={t('imports.earlier')}>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!error && (
          <Card flush>
            {!data && <Skeleton rows={4} />}
            {data && imports.length === 0 && (
              <EmptyState icon="import" title={t('imports.none')}>
                {t('imports.noneAbout')}
              </EmptyState>
            )}
            {imports.length > 0 && (
              <RowList label={t('imports.earlier')}>
                {imports.map((each) => (
                  <ImportRow key={each.id} each={each} />
                ))}
              </RowList>
            )}
            <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
          </Card>
        )}
      </Section>
    </div>
  );
}

function ImportRow({ each }: { each: ImportView }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <Row>
      <span className={styles.words}>
        <Link to="/importer/$importId" params={{ importId: each.id }} className={rowLink}>
          {t('imports.asOf', { source: each.source.name, day: dates.day(each.asOf) })}
        </Link>
        <span className={styles.detail}>
          {t(`imports.channels.${each.channel}`)}
          {each.startedBy && ` · ${each.startedBy.name}`} · <Ago at={each.startedAt} />
        </span>
      </span>
      <span className={styles.changes}>
        {changesInWords(t, each.changes)}
        {each.rows.quarantined > 0 && (
          <span className={styles.quarantined}>
            {t('imports.quarantinedCount', { count: each.rows.quarantined })}
          </span>
        )}
      </span>
      <ImportState state={each.state} />
    </Row>
  );
}
