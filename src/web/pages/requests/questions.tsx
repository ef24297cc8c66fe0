import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerQuestion, askQuestion } from '../../api/asking.js';
import type { RequestView } from '../../api/generated/types.gen.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { TextArea } from '../../parts/field.js';
import { toast } from '../../parts/toast.js';
import { Moment } from '../../parts/when.js';
import { useKeptText } from '../../session/use-kept.js';
import styles from './history.module.css';

interface QuestionsProps {
  request: RequestView;
  onChanged: (request: RequestView) => void;
}

/** What an approver asked and the requester answered; with the field for whoever's turn it is to write. */
export function Questions({ request, onChanged }: QuestionsProps) {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const [text, setText, forget] = useKeptText(`question.${request.id}`);
  const [error, setError] = useState<string>();
  const { ask, answer } = request.may;
  const writing = useMutation({
    mutationFn: () => (answer ? answerQuestion(request.id, text) : askQuestion(request.id, text)),
    onSuccess: (changed) => {
      toast({ tone: 'good', title: t(answer ? 'asking.one.answered' : 'asking.one.asked') });
      forget();
      onChanged(changed);
    },
  });
  if (request.questions.length === 0 && !ask) return null;
  return (
    <Section title={t('asking.one.questions')}>
      <Card>
        <div className={styles.form}>
          {request.questions.map((one) => (
            <div key={one.id} className={styles.words}>
              <strong>{one.question}</strong>
              <span className={styles.detail}>
                {one.by.name}, <Moment at={one.at} />
              </span>
              <span>{one.answer ? one.answer.text : t('asking.one.noAnswer')}</span>
              {one.answer && (
                <span className={styles.detail}>
                  {one.answer.by.name}, <Moment at={one.answer.at} />
                </span>
              )}
            </div>
          ))}
          {(ask || answer) && (
            <>
              <TextArea
                label={t(answer ? 'asking.one.answer' : 'asking.one.ask')}
                help={answer ? undefined : t('asking.one.askAbout')}
                value={text}
                onChange={(value) => {
                  setText(value);
                  setError(undefined);
                }}
                rows={3}
                maxLength={answer ? 2000 : 1000}
                error={error ?? fieldText(writing.error, '/question', '/answer')}
              />
              {writing.error && <ProblemView problem={writing.error} />}
              <div>
                <Button
                  look={answer ? 'primary' : 'secondary'}
                  isPending={writing.isPending}
                  onPress={() => {
                    if (text.trim().length < (answer ? 2 : 5))
                      setError(t(answer ? 'asking.one.noText' : 'asking.one.tooShort'));
                    else writing.mutate();
                  }}
                >
                  {t(answer ? 'asking.one.sendAnswer' : 'asking.one.sendQuestion')}
                </Button>
              </div>
            </>
          )}
        </div>
      </Card>
    </Section>
  );
}
