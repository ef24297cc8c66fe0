import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { analysesQuery, analysisFilters, type AnalysisFilter } from '../../api/analyses.js';
import type { AnalysisLine } from '../../api/generated/types.gen.js';
import { itemsOf } from '../../api/page.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Field } from '../../parts/field.js';
import { More } from '../../parts/more.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { useDates } from '../../texts/dates.js';
import { BeginDialog } from './begin-dialog.js';
import styles from './analyses.module.css';

export const addresses = {
  all: undefined,
  open: 'utkast',
  ending: 'gar-ut',
  lapsed: 'saknas',
  actions: 'atgarder',
} as const satisfies Record<AnalysisFilter, string | undefined>;

/** "Analyser": a line for each role of one's systems, with what is in force, what is written and what is planned. */
export function AnalysesPage() {
  const { t } = useTranslation();
  const { visa } = useSearch({ from: '/frame/analyser' });
  const navigate = useNavigate({ from: '/analyser' });
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const selected = analysisFilters.find((filter) => addresses[filter] === visa) ?? 'all';
  return (
    <>
      <PageHead title={t('analyses.title')} about={t('analyses.about')} />
      <PageBody>
        <div className={styles.search}>
          <Field
            label={t('analyses.search')}
            value={text}
            onChange={setText}
            type="search"
            icon="search"
            isOptional
          />
        </div>
        <Tabs
          label={t('analyses.title')}
          selected={selected}
          onSelect={(filter) => void navigate({ search: { visa: addresses[filter] } })}
          tabs={analysisFilters.map((filter) => ({
            id: filter,
            label: t(`analyses.show.${filter}`),
            content: <Lines show={filter} q={q} />,
          }))}
        />
      </PageBody>
    </>
  );
}

function Lines({ show, q }: { show: AnalysisFilter; q: string }) {
  const { t } = useTranslation();
  const [beginning, setBeginning] = useState<AnalysisLine | null>(null);
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    analysesQuery(show, q),
  );
  const lines = itemsOf(data);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <Card flush>
      {!data && <Skeleton rows={5} />}
      {data && lines.length === 0 && (
        <EmptyState icon="done" title={t('analyses.empty')}>
          {t('analyses.emptyAbout')}
        </EmptyState>
      )}
      {lines.length > 0 && (
        <RowList label={t(`analyses.show.${show}`)}>
          {lines.map((line) => (
            <Line
              key={line.role.id}
              line={line}
              onBegin={() => {
                setBeginning(line);
              }}
            />
          ))}
        </RowList>
      )}
      <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      {beginning && (
        <BeginDialog
          role={beginning.role}
          hasLatest={beginning.current !== null}
          onClose={() => {
            setBeginning(null);
          }}
        />
      )}
    </Card>
  );
}

function Line({ line, onBegin }: { line: AnalysisLine; onBegin: () => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { role, current, open, actions } = line;
  const leads = open ?? current;
  return (
    <Row>
      <span className={styles.words}>
        {leads ? (
          <Link to="/analyser/$analysisId" params={{ analysisId: leads.id }} search={{}} className={rowLink}>
            {role.name}
          </Link>
        ) : (
          <strong>{role.name}</strong>
        )}
        <span className={styles.detail}>
          {line.systemName}
          {current && ` · ${t('analyses.version', { version: current.version })}, `}
          {current &&
            t(current.live ? 'analyses.until' : 'analyses.wasUntil', { day: dates.day(current.validTo) })}
        </span>
      </span>
      <span className={`${styles.end ?? ''} ${styles.above ?? ''}`}>
        {actions.overdue > 0 ? (
          <Badge tone="danger">{t('analyses.actionsLate', { count: actions.overdue })}</Badge>
        ) : (
          actions.open > 0 && <Badge tone="wait">{t('analyses.actionsOpen', { count: actions.open })}</Badge>
        )}
        {open && <Badge tone="info">{t(`analyses.state.${open.state}`)}</Badge>}
        {!current && <Badge tone="danger">{t('analyses.none')}</Badge>}
        {current && (
          <Badge tone={current.live ? 'good' : 'danger'}>
            {current.live ? t('analyses.state.approved') : t('analyses.expired')}
          </Badge>
        )}
        {!open && line.mayDraft && (
          <Button
            size="small"
            aria-label={`${t(current ? 'analyses.revise' : 'analyses.begin')}: ${role.name}`}
            onPress={onBegin}
          >
            {t(current ? 'analyses.revise' : 'analyses.begin')}
          </Button>
        )}
      </span>
    </Row>
  );
}
