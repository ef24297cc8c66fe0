import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { editRequest } from '../../api/asking.js';
import type { RequestView } from '../../api/generated/types.gen.js';
import type { Assessment } from '../../api/requests.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Section } from '../../parts/card.js';
import { TextArea } from '../../parts/field.js';
import { toast } from '../../parts/toast.js';
import { DaysField } from '../request/days-field.js';
import styles from './history.module.css';

const texts = ['need', 'data', 'riskTooWide', 'riskTooNarrow'] as const;
/** The longest that anything can be given for; the role's own limit is the service's to say. */
const longest = 1095;

interface EditFormProps {
  request: RequestView;
  onClose: () => void;
  onSaved: (request: RequestView) => void;
}

/** The assessment of a request that waits, written anew; what the service says is wrong stands beside its field. */
export function EditForm({ request, onClose, onSaved }: EditFormProps) {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const [written, setWritten] = useState<Assessment>({
    ...request.assessment,
    deviationReason: request.assessment.deviationReason ?? '',
    // What the role asks today; an answer to the same question is kept.
    answers: request.roleQuestions.map(
      (asked) => request.assessment.answers.find(({ question }) => question === asked)?.answer ?? '',
    ),
  });
  const saving = useMutation({
    mutationFn: () => editRequest(request.id, { revision: request.revision, assessment: written }),
    onSuccess: (changed) => {
      toast({ tone: 'good', title: t('asking.one.saved', { number: changed.number }) });
      onSaved(changed);
      onClose();
    },
  });
  const problem = saving.error;
  const at = (field: string): string | undefined => fieldText(problem, `/assessment/${field}`);
  const set = (changed: Partial<Assessment>): void => {
    setWritten((old) => ({ ...old, ...changed }));
  };
  const tooShort = (text: string): string | undefined =>
    text.trim().length < 10 ? t('assessment.tooShort') : undefined;
  const isReady = texts.every((name) => !tooShort(written[name])) && written.days > 0;
  return (
    <Section title={t('asking.one.editTitle', { number: request.number })} about={t('asking.one.editAbout')}>
      <div className={styles.form}>
        {texts.map((name) => (
          <TextArea
            key={name}
            label={t(`assessment.${name}.label`)}
            value={written[name]}
            onChange={(text) => {
              set({ [name]: text });
            }}
            maxLength={2000}
            error={tooShort(written[name]) ?? at(name)}
          />
        ))}
        {request.roleQuestions.map((question, place) => (
          <TextArea
            key={question}
            label={question}
            rows={2}
            value={written.answers?.[place] ?? ''}
            onChange={(answer) => {
              set({ answers: written.answers?.map((old, at) => (at === place ? answer : old)) });
            }}
            maxLength={1000}
            error={at(`answers/${String(place)}`)}
          />
        ))}
        <DaysField
          value={written.days}
          onChange={(days) => {
            set({ days });
          }}
          max={longest}
          error={at('days')}
        />
        {(request.deviations.length > 0 || at('deviationReason')) && (
          <TextArea
            label={t('assessment.deviationReason.label')}
            help={t('assessment.deviationReason.help')}
            value={written.deviationReason ?? ''}
            onChange={(deviationReason) => {
              set({ deviationReason });
            }}
            maxLength={2000}
            error={at('deviationReason')}
          />
        )}
        {problem && <ProblemView problem={problem} />}
        <div className={styles.actions}>
          <Button look="quiet" onPress={onClose}>
            {t('parts.cancel')}
          </Button>
          <Button
            look="primary"
            isPending={saving.isPending}
            isDisabled={!isReady}
            onPress={() => {
              saving.mutate();
            }}
          >
            {t('asking.one.save')}
          </Button>
        </div>
      </div>
    </Section>
  );
}
