import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { QuarantinedLine } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Table } from '../../parts/table.js';
import { useCodeText } from '../../texts/codes.js';

interface QuarantineProps {
  query: Pick<
    UseInfiniteQueryResult,
    'data' | 'error' | 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'
  >;
  items: readonly QuarantinedLine[];
  /** In these a record is told by its number, not by a line. */
  jsonFiles: ReadonlySet<string>;
}

/** Rows set aside, with the line to look up in the file and what is wrong with it. */
export function Quarantine({ query, items, jsonFiles }: QuarantineProps) {
  const { t } = useTranslation();
  const codeText = useCodeText();
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
              cell: ({ file, line }) =>
                t(jsonFiles.has(file) ? 'imports.fileRecord' : 'imports.fileLine', { file, line }),
            },
            { id: 'column', heading: t('imports.column'), cell: ({ column }) => column ?? '–' },
            {
              id: 'reason',
              heading: t('imports.wrong'),
              cell: ({ reason, detail }) => said(codeText('rows', reason), detail),
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

/** Our own words for the reason, with the value that the server's sentence quotes; else that sentence. */
function said(words: string | null, detail: string): string {
  const value = /[“"”](.+)[”"]/.exec(detail)?.[1];
  return words === null ? detail : value ? `${words} ”${value}”` : words;
}
