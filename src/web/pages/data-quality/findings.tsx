import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findingsQuery, type FindingKind } from '../../api/data-quality.js';
import type { DataFinding } from '../../api/generated/types.gen.js';
import { itemsOf } from '../../api/page.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useCodeText } from '../../texts/codes.js';
import { MergeDialog } from './merge-dialog.js';
import styles from './data-quality-page.module.css';

/** One kind's list; what is to be done about it stands above. */
export function Findings({ kind, mayMerge }: { kind: FindingKind; mayMerge: boolean }) {
  const { t } = useTranslation();
  const [merging, setMerging] = useState<DataFinding | null>(null);
  const query = useInfiniteQuery(findingsQuery(kind));
  const items = itemsOf(query.data);
  if (query.error) return <ProblemView problem={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Card flush>
      {!query.data && <Skeleton rows={4} />}
      {query.data && items.length === 0 && <EmptyState icon="done" title={t('quality.none')} />}
      {items.length > 0 && (
        <RowList label={t(`quality.kinds.${kind}.name`)}>
          {items.map((item) => (
            <Row key={item.key}>
              <span className={styles.words}>
                <FindingName item={item} />
                <Detail kind={kind} item={item} />
              </span>
              {mayMerge && kind === 'suspected-duplicate' && item.person && item.other && (
                <Button
                  onPress={() => {
                    setMerging(item);
                  }}
                >
                  {t('quality.merge')}
                </Button>
              )}
            </Row>
          ))}
        </RowList>
      )}
      <More
        hasMore={query.hasNextPage}
        isLoading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
      {merging?.person && merging.other && (
        <MergeDialog
          one={merging.person}
          other={merging.other}
          onClose={() => {
            setMerging(null);
          }}
        />
      )}
    </Card>
  );
}

function FindingName({ item }: { item: DataFinding }) {
  const { t } = useTranslation();
  if (item.person?.id)
    return (
      <Link
        to="/personal/$personId"
        params={{ personId: item.person.id }}
        className={item.other ? undefined : rowLink}
      >
        {item.person.name}
      </Link>
    );
  if (item.importId)
    return (
      <Link to="/importer/$importId" params={{ importId: item.importId }} className={rowLink}>
        {item.line === null
          ? (item.source?.name ?? '')
          : t('quality.line', { source: item.source?.name ?? '', line: item.line })}
      </Link>
    );
  return <strong>{item.unit}</strong>;
}

function Detail({ kind, item }: { kind: FindingKind; item: DataFinding }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  if (item.other?.id)
    return (
      <Link to="/personal/$personId" params={{ personId: item.other.id }}>
        {item.other.name}
      </Link>
    );
  const text =
    kind === 'set-aside'
      ? (codeText('rows', item.text) ?? item.text)
      : kind === 'over-100' && item.text !== ''
        ? t('quality.percent', { percent: item.text })
        : kind === 'two-mains' && item.text !== ''
          ? t('quality.mains', { count: Number(item.text) })
          : item.text;
  const unit = item.person ? item.unit : null;
  return <span className={styles.soft}>{[text, unit].filter(Boolean).join(' · ')}</span>;
}
