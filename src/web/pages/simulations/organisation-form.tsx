import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem.js';
import { simulate } from '../../api/simulations.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { RadioCards } from '../../parts/choices.js';
import { Field } from '../../parts/field.js';
import styles from '../held/held-page.module.css';

const ways = ['merge', 'close', 'move', 'manager'] as const;
type Part = 'unit' | 'into' | 'manager';

/** What is done to which unit, and the button that asks who is affected. */
export function OrganisationForm() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [way, setWay] = useState<(typeof ways)[number]>('merge');
  const [draft, setDraft] = useState<Record<Part, string>>({ unit: '', into: '', manager: '' });
  const hasOther = way === 'merge' || way === 'move';
  const running = useMutation({
    mutationFn: () =>
      simulate({
        kind: 'organisation',
        way,
        unit: draft.unit.trim(),
        ...(hasOther ? { into: draft.into.trim() } : {}),
        ...(way === 'manager' ? { manager: draft.manager.trim() || null } : {}),
      }),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: ['simulations'] });
      await navigate({ to: '/simulering/$simulationId', params: { simulationId: id } });
    },
  });
  const wrong = running.error instanceof Problem ? running.error.fields.map(({ pointer }) => pointer) : [];
  const error = (part: Part): string | undefined =>
    wrong.includes(`/${part}`) ? t(`simulations.invalid.${part}`) : undefined;
  const set = (part: Part) => (value: string) => {
    setDraft({ ...draft, [part]: value });
  };
  return (
    <Card>
      <form
        className={styles.parts}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          running.mutate();
        }}
      >
        <RadioCards
          label={t('simulations.what')}
          inRow
          choices={ways.map((id) => ({
            id,
            label: t(`simulations.changes.${id}`),
            detail: t(`simulations.changesAbout.${id}`),
          }))}
          value={way}
          onChange={(next) => {
            setWay(next);
            running.reset();
          }}
        />
        <Field
          label={t('simulations.unit')}
          help={t('simulations.unitHelp')}
          value={draft.unit}
          onChange={set('unit')}
          error={error('unit')}
        />
        {hasOther && (
          <Field
            label={t(way === 'merge' ? 'simulations.into' : 'simulations.under')}
            value={draft.into}
            onChange={set('into')}
            error={error('into')}
          />
        )}
        {way === 'manager' && (
          <Field
            label={t('simulations.manager')}
            value={draft.manager}
            onChange={set('manager')}
            error={error('manager')}
            isOptional
          />
        )}
        {running.error && wrong.length === 0 && <ProblemView problem={running.error} />}
        <div className={styles.actions}>
          <Button type="submit" look="primary" isPending={running.isPending}>
            {t('simulations.run')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
