import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { editRequest } from '../../api/asking.js';
import type { RequestView } from '../../api/generated/types.gen.js';
import { Problem } from '../../api/problem.js';
import { requestQuery } from '../../api/requests.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Section } from '../../parts/card.js';
import { TextArea } from '../../parts/field.js';
import { toast } from '../../parts/toast.js';
import { useDraft } from '../../session/drafts.js';
import { useKept } from '../../session/use-kept.js';
import { useMe } from '../../session/use-me.js';
import { z } from '../../session/zod.js';
import { DaysField } from '../request/days-field.js';
import styles from './history.module.css';

const texts = ['need', 'data', 'riskTooWide', 'riskTooNarrow'] as const;
/** The longest that anything can be given for; the role's own limit is the service's to say. */
const longest = 1095;

const editSchema = z.object({
  /** What was there when the writing began. */
  revision: z.number(),
  need: z.string(),
  data: z.string(),
  riskTooWide: z.string(),
  riskTooNarrow: z.string(),
  days: z.number().nullable(),
  deviationReason: z.string(),
  answers: z.array(z.string()),
});
type Edit = z.infer<typeof editSchema>;

const keyOf = (requestId: string): string => `request-edit.${requestId}`;

/** Whether an edit of the request had been begun in this tab when the page was opened, and how to throw it away. */
export function useBegunEdit(requestId: string): { isBegun: boolean; drop: () => void } {
  const me = useMe();
  const { stored, clear } = useDraft(
    me.person.id ?? '',
    keyOf(requestId),
    (kept) => editSchema.safeParse(kept).success || null,
  );
  return { isBegun: stored !== null, drop: clear };
}

interface EditFormProps {
  request: RequestView;
  onClose: () => void;
  onSaved: (request: RequestView) => void;
}

/**
 * The assessment of a request that waits, written anew; what the service says is wrong stands beside its field. It is kept
 * in the tab, and when the request changes meanwhile one chooses which of the two stays.
 */
export function EditForm({ request, onClose, onSaved }: EditFormProps) {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const client = useQueryClient();
  const kept = useKept(keyOf(request.id), editSchema, asItStands(request));
  const { written, change } = kept;
  const [hasTried, setTried] = useState(false);
  const saving = useMutation({
    mutationFn: () => {
      const { revision, days, ...texts } = written;
      const answers = request.roleQuestions.map((_, place) => written.answers[place] ?? '');
      return editRequest(request.id, { revision, assessment: { ...texts, answers, days: days ?? 0 } });
    },
    onSuccess: (changed) => {
      kept.clear();
      toast({ tone: 'good', title: t('asking.one.saved', { number: changed.number }) });
      onSaved(changed);
      onClose();
    },
    onError: async (problem) => {
      if (problem instanceof Problem && problem.status === 409)
        await client.invalidateQueries({ queryKey: requestQuery(request.id).queryKey });
    },
  });
  const problem = saving.error;
  const at = (field: string): string | undefined => fieldText(problem, `/assessment/${field}`);
  const tooShort = (text: string, least = 10): string | undefined =>
    hasTried && text.trim().length < least ? t('assessment.tooShort') : undefined;
  const isReady =
    texts.every((name) => written[name].trim().length >= 10) &&
    written.days !== null &&
    request.roleQuestions.every((_, place) => (written.answers[place] ?? '').trim().length >= 2);
  const hasChanged = written.revision !== request.revision;
  const cancel = () => {
    kept.clear();
    onClose();
  };
  return (
    <Section title={t('asking.one.editTitle', { number: request.number })} about={t('asking.one.editAbout')}>
      <div className={styles.form}>
        {hasChanged && (
          <Banner
            tone="wait"
            isNews
            title={t('asking.one.changed')}
            actions={
              <>
                <Button
                  size="small"
                  onPress={() => {
                    saving.reset();
                    kept.startAgain();
                  }}
                >
                  {t('asking.one.takeTheirs')}
                </Button>
                <Button
                  size="small"
                  look="primary"
                  onPress={() => {
                    saving.reset();
                    change({ revision: request.revision });
                  }}
                >
                  {t('asking.one.keepMine')}
                </Button>
              </>
            }
          >
            {t('asking.one.changedAbout')}
          </Banner>
        )}
        {texts.map((name) => (
          <TextArea
            key={name}
            label={t(`assessment.${name}.label`)}
            value={written[name]}
            onChange={(text) => {
              change({ [name]: text });
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
            value={written.answers[place] ?? ''}
            onChange={(answer) => {
              change({
                answers: request.roleQuestions.map((_, each) =>
                  each === place ? answer : (written.answers[each] ?? ''),
                ),
              });
            }}
            maxLength={1000}
            error={
              hasTried && (written.answers[place] ?? '').trim().length < 2
                ? t('assessment.answerMissing')
                : at(`answers/${String(place)}`)
            }
          />
        ))}
        <DaysField
          value={written.days ?? Number.NaN}
          onChange={(days) => {
            change({ days: Number.isFinite(days) ? days : null });
          }}
          max={longest}
          error={hasTried && written.days === null ? t('assessment.daysMissing') : at('days')}
        />
        {(request.deviations.length > 0 || written.deviationReason !== '' || at('deviationReason')) && (
          <TextArea
            label={t('assessment.deviationReason.label')}
            help={t('assessment.deviationReason.help')}
            value={written.deviationReason}
            onChange={(deviationReason) => {
              change({ deviationReason });
            }}
            maxLength={2000}
            error={at('deviationReason')}
          />
        )}
        {problem && <ProblemView problem={problem} />}
        <div className={styles.actions}>
          <Button look="quiet" onPress={cancel}>
            {t('parts.cancel')}
          </Button>
          <Button
            look="primary"
            isPending={saving.isPending}
            isDisabled={hasChanged}
            onPress={() => {
              setTried(true);
              if (isReady) saving.mutate();
            }}
          >
            {t('asking.one.save')}
          </Button>
        </div>
      </div>
    </Section>
  );
}

function asItStands({ revision, assessment, roleQuestions }: RequestView): Edit {
  const { need, data, riskTooWide, riskTooNarrow, days, deviationReason, answers } = assessment;
  return {
    revision,
    need,
    data,
    riskTooWide,
    riskTooNarrow,
    days,
    deviationReason: deviationReason ?? '',
    // What the role asks today; an answer to the same question is kept.
    answers: roleQuestions.map((asked) => answers.find(({ question }) => question === asked)?.answer ?? ''),
  };
}
