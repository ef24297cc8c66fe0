import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { QuarantinedRow } from '../../api/imports.js';
import { Problem } from '../../api/problem.js';
import { ProblemView, useProblemText } from '../../frame/problem-view.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Table } from '../../parts/table.js';

interface QuarantineProps {
  query: Pick<
    UseInfiniteQueryResult,
    'data' | 'error' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'
  >;
  items: readonly QuarantinedRow[];
}

/** Rows set aside, with the line to look up in the file and what is wrong with it. */
export function Quarantine({ query, items }: QuarantineProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  if (query.error) return <ProblemView problem={query.error} />;
  return (
    <Card flush>
      {!query.data && <Skeleton rows={3} />}
      {query.data !== undefined && items.length === 0 && (
        <EmptyState icon="done" title={t('imports.noQuarantine')} />
      )}
      {items.length > 0 && (
        <Table
          caption={t('imports.quarantine')}
          rows={items}
          rowId={({ file, line, column, reason }) => `${file} ${line} ${column ?? ''} ${reason}`}
          columns={[
            {
              id: 'line',
              heading: t('imports.line'),
              isName: true,
              cell: ({ file, line }) => t('imports.fileLine', { file, line }),
            },
            { id: 'column', heading: t('imports.column'), cell: ({ column }) => column ?? '–' },
            {
              id: 'reason',
              heading: t('imports.wrong'),
              cell: ({ reason, detail }) => problemText(new Problem(422, reason, detail, null)).detail,
            },
          ]}
        />
      )}
      <More
        hasMore={query.hasNextPage}
        isLoading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </Card>
  );
}
