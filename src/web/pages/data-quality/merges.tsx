import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mergesQuery, undoMerge } from '../../api/data-quality.js';
import { itemsOf } from '../../api/page.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { Dialog } from '../../parts/dialog.js';
import { More } from '../../parts/more.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Ago } from '../../parts/when.js';
import { ReasonField, useReason } from './reason-field.js';
import styles from './data-quality-page.module.css';

/** Persons that were merged, each of which can be undone; nothing is shown while there are none. */
export function Merges() {
  const { t } = useTranslation();
  const [undoing, setUndoing] = useState<string | null>(null);
  const query = useInfiniteQuery(mergesQuery);
  const merges = itemsOf(query.data);
  if (query.error) return <ProblemView problem={query.error} onRetry={() => void query.refetch()} />;
  if (merges.length === 0) return null;
  return (
    <Section title={t('quality.merges')} about={t('quality.mergesAbout')}>
      <Card flush>
        <RowList label={t('quality.merges')}>
          {merges.map((merge) => (
            <Row key={merge.id}>
              <span className={styles.words}>
                <strong>
                  {t('quality.mergedInto', { merged: merge.merged.name, survivor: merge.survivor.name })}
                </strong>
                <span className={styles.soft}>
                  {merge.by.name} · <Ago at={merge.at} /> · {merge.reason}
                </span>
                {merge.undone && (
                  <span className={styles.soft}>
                    {t('quality.undoneBy', { name: merge.undone.by.name })} · <Ago at={merge.undone.at} /> ·{' '}
                    {merge.undone.reason}
                  </span>
                )}
              </span>
              {merge.may.undo && (
                <Button
                  onPress={() => {
                    setUndoing(merge.id);
                  }}
                >
                  {t('quality.undo')}
                </Button>
              )}
            </Row>
          ))}
        </RowList>
        <More
          hasMore={query.hasNextPage}
          isLoading={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
        {undoing && (
          <UndoDialog
            id={undoing}
            onClose={() => {
              setUndoing(null);
            }}
          />
        )}
      </Card>
    </Section>
  );
}

function UndoDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const reason = useReason(`undo-merge.${id}`);
  const undo = useMutation({
    mutationFn: () => undoMerge(id, reason.value.trim()),
    onSuccess: async () => {
      reason.forget();
      onClose();
      await Promise.all(
        ['data-quality', 'people', 'person'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
  return (
    <Dialog
      title={t('quality.undoTitle')}
      role="alertdialog"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.back')}</Button>
          <Button
            look="primary"
            isPending={undo.isPending}
            onPress={() => {
              if (reason.isGiven()) undo.mutate();
            }}
          >
            {t('quality.undo')}
          </Button>
        </>
      }
    >
      <p>{t('quality.undoAbout')}</p>
      <ReasonField reason={reason} />
      {undo.error && <ProblemView problem={undo.error} />}
    </Dialog>
  );
}
