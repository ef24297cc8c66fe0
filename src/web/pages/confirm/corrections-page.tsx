import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerCorrection, Correction } from '../../api/generated/types.gen.js';
import { answerCorrection, correctionsQuery } from '../../api/leaving.js';
import { itemsOf } from '../../api/page.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { RadioCards } from '../../parts/choices.js';
import { Dialog } from '../../parts/dialog.js';
import { EmptyState } from '../../parts/empty-state.js';
import { TextArea } from '../../parts/field.js';
import { More } from '../../parts/more.js';
import { Person } from '../../parts/person.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useDates } from '../../texts/dates.js';
import { useKeptText } from '../../session/use-kept.js';
import styles from '../leavers/leavers.module.css';

/** What managers have reported to be wrong, for HR to put right in the HR system. */
export function CorrectionsPage() {
  const { t } = useTranslation();
  const dates = useDates();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(correctionsQuery);
  const [answering, setAnswering] = useState<Correction | null>(null);
  const corrections = itemsOf(data);
  return (
    <>
      <PageHead title={t('corrections.title')} about={t('corrections.about')} />
      <PageBody>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!error && (
          <Card flush>
            {!data && <Skeleton rows={3} />}
            {data && corrections.length === 0 && (
              <EmptyState icon="done" title={t('corrections.empty')}>
                {t('corrections.emptyAbout')}
              </EmptyState>
            )}
            {corrections.length > 0 && (
              <RowList label={t('corrections.title')}>
                {corrections.map((correction) => (
                  <Row key={correction.id}>
                    <span className={styles.words}>
                      <Person
                        person={correction.person}
                        detail={[correction.title, correction.unit.name].filter(Boolean).join(' · ')}
                      />
                      <span>{correction.note}</span>
                      <span className={styles.detail}>
                        {correction.reportedBy.name} · {dates.day(correction.reportedAt)}
                      </span>
                    </span>
                    <span className={styles.end}>
                      <Badge tone="wait">{t(`confirm.kinds.${correction.kind}`)}</Badge>
                      {data?.pages[0]?.mayAnswer && (
                        <Button
                          size="small"
                          aria-label={`${t('corrections.answer')}: ${correction.person.name}`}
                          onPress={() => {
                            setAnswering(correction);
                          }}
                        >
                          {t('corrections.answer')}
                        </Button>
                      )}
                    </span>
                  </Row>
                ))}
              </RowList>
            )}
            <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
          </Card>
        )}
      </PageBody>
      {answering && (
        <AnswerDialog
          correction={answering}
          onClose={() => {
            setAnswering(null);
          }}
        />
      )}
    </>
  );
}

type Outcome = AnswerCorrection['outcome'];
const outcomes: readonly Outcome[] = ['corrected', 'declined'];

function AnswerDialog({ correction, onClose }: { correction: Correction; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [text, setText, forget] = useKeptText(`answer-correction.${correction.id}`);
  const [hasTried, setTried] = useState(false);
  const isShort = text.trim().length < 3;
  const sending = useMutation({
    mutationFn: (what: Outcome) => answerCorrection(correction.id, { outcome: what, answer: text.trim() }),
    onSuccess: async () => {
      forget();
      onClose();
      await Promise.all(
        ['corrections', 'tasks', 'me'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
  return (
    <Dialog
      title={t('corrections.answerTo', { name: correction.reportedBy.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={sending.isPending}
            onPress={() => {
              setTried(true);
              if (outcome && !isShort) sending.mutate(outcome);
            }}
          >
            {t('corrections.answer')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <RadioCards
          label={t('corrections.outcome')}
          value={outcome}
          onChange={setOutcome}
          error={hasTried && !outcome ? t('confirm.whatMissing') : undefined}
          choices={outcomes.map((id) => ({ id, label: t(`corrections.outcomes.${id}`) }))}
        />
        <TextArea
          label={t('corrections.words')}
          maxLength={500}
          value={text}
          onChange={setText}
          error={hasTried && isShort ? t('corrections.wordsMissing') : undefined}
        />
        {sending.error && <ProblemView problem={sending.error} />}
      </div>
    </Dialog>
  );
}
