import { zodResolver } from '@hookform/resolvers/zod';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { Controller, useForm, type FieldPath } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { z } from '../../session/zod.js';
import type { PersonCard, RequestableRole } from '../../api/generated/types.gen.js';
import type { Problem } from '../../api/problem.js';
import { deviationsQuery, type Assessment } from '../../api/requests.js';
import { useFieldWords } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Section } from '../../parts/card.js';
import { TextArea } from '../../parts/field.js';
import { DaysField } from './days-field.js';
import { RequestSummary } from './request-summary.js';
import { useSettled } from './use-settled.js';
import styles from './assessment-step.module.css';

type Written = Assessment & { deviationReason: string; answers: string[] };

interface AssessmentStepProps {
  card: PersonCard;
  employmentId: string;
  role: RequestableRole;
  stored: Assessment | null;
  /** Where it is kept. */
  saved: ReactNode;
  /** For so many people at once. */
  several?: number;
  /** What the service refused when it was sent; each field of it stands beside its own. */
  refused?: Problem | null;
  /** At each keystroke, for the draft. */
  onChange: (assessment: Assessment) => void;
  onNext: (assessment: Assessment) => void;
}

const texts = ['need', 'data', 'riskTooWide', 'riskTooNarrow'] as const;

/** The field that a pointer of the service names: "/assessment/need", "/assessment/answers/0". */
function nameAt(pointer: string): FieldPath<Written> | null {
  const [, body, field, place] = pointer.split('/');
  if (body !== 'assessment') return null;
  if (field === 'answers') return `answers.${Number(place)}`;
  return [...texts, 'days' as const, 'deviationReason' as const].find((name) => name === field) ?? null;
}

/**
 * The five fields of the need-and-risk assessment. Data, risks and time come prefilled from the role's approved
 * analysis; the need is this person's own and never prefilled, since that is what the manager answers for.
 */
export function AssessmentStep(props: AssessmentStepProps) {
  const { card, employmentId, role, stored, saved, several, refused, onChange, onNext } = props;
  const { t } = useTranslation();
  const schema = useMemo(() => {
    const text = z.string().trim().min(10, t('assessment.tooShort')).max(2000, t('assessment.tooLong'));
    return z.object({
      need: text,
      data: text,
      riskTooWide: text,
      riskTooNarrow: text,
      days: z
        .number(t('assessment.daysMissing'))
        .int(t('assessment.daysMissing'))
        .min(1, t('assessment.daysMissing'))
        .max(role.maxDays, t('assessment.daysTooMany', { count: role.maxDays })),
      deviationReason: z.string().trim().max(2000, t('assessment.tooLong')),
      answers: z.array(
        z.string().trim().min(2, t('assessment.answerMissing')).max(1000, t('assessment.tooLong')),
      ),
    });
  }, [role.maxDays, t]);

  const { control, handleSubmit, watch, setError } = useForm<Written>({
    resolver: zodResolver(schema),
    defaultValues: {
      ...(stored ?? {
        need: '',
        data: role.analysis?.dataTypes ?? '',
        riskTooWide: role.analysis?.riskTooWide ?? '',
        riskTooNarrow: role.analysis?.riskTooNarrow ?? '',
        days: role.analysis?.suggestedDays ?? role.maxDays,
      }),
      deviationReason: stored?.deviationReason ?? '',
      answers: role.questions.map((_, place) => stored?.answers?.[place] ?? ''),
    },
    shouldFocusError: true,
  });

  const wordsFor = useFieldWords();
  const wordsNow = useRef(wordsFor);
  useEffect(() => {
    for (const [place, field] of (refused?.fields ?? []).entries()) {
      const name = nameAt(field.pointer);
      if (name) setError(name, { message: wordsNow.current(field) }, { shouldFocus: place === 0 });
    }
  }, [refused, setError]);

  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  }, [onChange]);
  useEffect(() => {
    const watching = watch((values) => {
      const {
        need = '',
        data = '',
        riskTooWide = '',
        riskTooNarrow = '',
        days = 0,
        deviationReason = '',
        answers = [],
      } = values;
      const whole = Number.isFinite(days) ? days : 0;
      tell.current({ need, data, riskTooWide, riskTooNarrow, days: whole, deviationReason, answers });
    });
    return () => {
      watching.unsubscribe();
    };
  }, [watch]);

  const begun = (need: string, data: string, days: number) =>
    deviationsQuery({
      personId: card.person.id ?? '',
      employmentId,
      roleId: role.id,
      assessment: { need, data, days: Number.isInteger(days) && days <= role.maxDays ? days : 0 },
    });
  const need = useSettled(watch('need'));
  const data = useSettled(watch('data'));
  const days = useSettled(watch('days'));
  const { data: departs } = useQuery(begun(need, data, days));
  // For several it is asked at once: only the first one's departures are looked at while one writes.
  const isDeparting = departs !== undefined && departs.items.length > 0;
  const queryClient = useQueryClient();
  /** What departs is looked at anew, since typing may be ahead of the last answer. */
  const next = async (written: Written): Promise<void> => {
    const found = await queryClient.query(begun(written.need, written.data, written.days)).catch(() => null); // sending looks again
    if (found && found.items.length > 0 && written.deviationReason.length < 10)
      setError('deviationReason', { message: t('assessment.tooShort') }, { shouldFocus: true });
    else onNext(written);
  };

  return (
    <div className={styles.columns}>
      <Section title={t('assessment.title')} about={t('assessment.about')}>
        <form className={styles.form} onSubmit={(event) => void handleSubmit(next)(event)} noValidate>
          {refused && <ProblemView problem={refused} />}
          {texts.map((name) => (
            <Controller
              key={name}
              name={name}
              control={control}
              render={({ field, fieldState }) => (
                <TextArea
                  label={t(`assessment.${name}.label`)}
                  help={t(`assessment.${name}.help`)}
                  value={field.value}
                  onChange={field.onChange}
                  onBlur={field.onBlur}
                  areaRef={field.ref}
                  maxLength={2000}
                  error={fieldState.error?.message}
                />
              )}
            />
          ))}
          {role.questions.map((question, place) => (
            <Controller
              key={question}
              name={`answers.${place}`}
              control={control}
              render={({ field, fieldState }) => (
                <TextArea
                  label={question}
                  help={t('assessment.answerHelp')}
                  rows={2}
                  value={field.value}
                  onChange={field.onChange}
                  onBlur={field.onBlur}
                  areaRef={field.ref}
                  maxLength={1000}
                  error={fieldState.error?.message}
                />
              )}
            />
          ))}
          <Controller
            name="days"
            control={control}
            render={({ field, fieldState }) => (
              <DaysField
                value={field.value}
                onChange={field.onChange}
                max={role.maxDays}
                inputRef={field.ref}
                error={fieldState.error?.message}
              />
            )}
          />
          {isDeparting && (
            <Banner tone="wait" isNews title={t('assessment.departs')}>
              <ul>
                {departs.items.map(({ kind, sentence }) => (
                  <li key={kind}>{sentence}</li>
                ))}
              </ul>
              {departs.outside && <p>{t('assessment.outside')}</p>}
            </Banner>
          )}
          {(isDeparting || (several ?? 1) > 1) && (
            <Controller
              name="deviationReason"
              control={control}
              render={({ field, fieldState }) => (
                <TextArea
                  label={t('assessment.deviationReason.label')}
                  help={t(
                    isDeparting
                      ? 'assessment.deviationReason.help'
                      : 'assessment.deviationReason.severalHelp',
                  )}
                  isOptional={!isDeparting}
                  value={field.value}
                  onChange={field.onChange}
                  onBlur={field.onBlur}
                  areaRef={field.ref}
                  maxLength={2000}
                  error={fieldState.error?.message}
                />
              )}
            />
          )}
          <div className={styles.actions}>
            {saved}
            <Button type="submit" look="primary" iconAfter="arrow">
              {t('assessment.next')}
            </Button>
          </div>
        </form>
      </Section>
      <RequestSummary card={card} employmentId={employmentId} role={role} several={several} />
    </div>
  );
}
