import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { analysisQuery, answerConsultation } from '../../api/analyses.js';
import type { Analysis } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { RadioCards } from '../../parts/choices.js';
import { TextArea } from '../../parts/field.js';
import { useMe } from '../../session/use-me.js';
import { useDraft } from '../../session/drafts.js';
import styles from './analyses.module.css';

/** The view of somebody who was asked: agreed, or what is missing. */
export function AnswerForm({ analysis }: { analysis: Analysis }) {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const draft = useDraft(me.person.id ?? '', `answer.${analysis.id}`, (stored) =>
    typeof stored === 'string' ? stored : null,
  );
  const [answer, setAnswer] = useState<'agrees' | 'comments'>('agrees');
  const [comment, setComment] = useState(draft.stored ?? '');
  const [hasTried, setTried] = useState(false);
  const isShort = answer === 'comments' && comment.trim().length < 10;
  const answering = useMutation({
    mutationFn: () =>
      answerConsultation(
        analysis.id,
        answer === 'comments'
          ? { answer, comment: comment.trim() }
          : { answer, ...(comment.trim() === '' ? {} : { comment: comment.trim() }) },
      ),
    onSuccess: async (answered) => {
      draft.clear();
      client.setQueryData(analysisQuery(analysis.id).queryKey, answered);
      await Promise.all(['tasks', 'me'].map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
  });
  return (
    <Section title={t('analyses.answerTitle')} about={t('analyses.answerAbout')}>
      <Card tone="accent">
        <div className={styles.form}>
          {answering.error && <ProblemView problem={answering.error} />}
          <RadioCards
            label={t('analyses.answerTitle')}
            hideLabel
            inRow
            value={answer}
            onChange={setAnswer}
            choices={(['agrees', 'comments'] as const).map((id) => ({ id, label: t(`analyses.${id}`) }))}
          />
          <TextArea
            label={t('analyses.comment')}
            isOptional={answer === 'agrees'}
            value={comment}
            onChange={(text) => {
              setComment(text);
              draft.save(text);
            }}
            maxLength={4000}
            error={hasTried && isShort ? t('analyses.commentShort') : undefined}
          />
          <div>
            <Button
              look="primary"
              isPending={answering.isPending}
              onPress={() => {
                setTried(true);
                if (!isShort) answering.mutate();
              }}
            >
              {t('analyses.answerSend')}
            </Button>
          </div>
        </div>
      </Card>
    </Section>
  );
}
