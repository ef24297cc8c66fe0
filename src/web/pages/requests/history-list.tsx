import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { historyQuery, type HistorySearch } from '../../api/asking.js';
import type { HistoryLine } from '../../api/generated/types.gen.js';
import { itemsOf } from '../../api/page.js';
import { ProblemView } from '../../frame/problem-view.js';
import { AcrossBadge } from '../../parts/across-badge.js';
import { Badge } from '../../parts/badge.js';
import { Card } from '../../parts/card.js';
import { More } from '../../parts/more.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Ago } from '../../parts/when.js';
import { RequestState } from '../approvals/request-state.js';
import styles from './history.module.css';

interface HistoryListProps {
  label: string;
  search: Omit<HistorySearch, 'after'>;
  empty: ReactNode;
}

/** Requests as lines, the newest first; each opens on a page of its own. */
export function HistoryList({ label, search, empty }: HistoryListProps) {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    historyQuery(search),
  );
  const lines = itemsOf(data);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <Card flush>
      {!data && <Skeleton rows={5} />}
      {data && lines.length === 0 && empty}
      {lines.length > 0 && (
        <RowList label={label}>
          {lines.map((line) => (
            <Row key={line.id}>
              <Line line={line} />
            </Row>
          ))}
        </RowList>
      )}
      <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </Card>
  );
}

function Line({ line }: { line: HistoryLine }) {
  const { t } = useTranslation();
  const title = `${line.role.name} ${t('asking.history.for')} ${line.person.name}`;
  return (
    <span className={styles.line}>
      <span className={styles.words}>
        {line.kind === 'removal' ? (
          <strong>{title}</strong>
        ) : (
          <Link to="/begaranden/$requestId" params={{ requestId: line.id }} className={rowLink}>
            {title}
          </Link>
        )}
        <span className={styles.reason}>{line.reason}</span>
        <span className={styles.detail}>
          {t('requests.number', { number: line.number })} · {line.system.name} · {line.unit.name} ·{' '}
          {t('asking.history.askedBy', { name: line.requestedBy.name })} · <Ago at={line.submittedAt} />
        </span>
      </span>
      <span className={styles.marks}>
        {line.questionWaits && (
          <Badge tone="wait" icon="question">
            {t('asking.mine.question')}
          </Badge>
        )}
        {line.acrossProviders && <AcrossBadge />}
        {line.kind !== 'new' && <Badge tone="neutral">{t(`asking.kinds.${line.kind}`)}</Badge>}
        {line.kind !== 'removal' && <RequestState state={line.state} />}
      </span>
    </span>
  );
}
