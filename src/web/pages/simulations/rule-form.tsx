import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PeopleSelector } from '../../api/generated/types.gen.js';
import { simulate, simulationChoicesQuery } from '../../api/simulations.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { Checkbox, RadioCards } from '../../parts/choices.js';
import { Field } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { Skeleton } from '../../parts/skeleton.js';
import styles from '../held/held-page.module.css';

const ways = ['change', 'remove', 'add'] as const;
const forms = [
  'permanent',
  'substitute',
  'fixed-term',
  'hourly',
  'probation',
  'consultant',
  'student',
  'volunteer',
] as const;
type Form = (typeof forms)[number];

interface Draft {
  units: string;
  titles: string;
  forms: readonly Form[];
}

/** Which rule, whom it would be for, and the button that asks who is affected. */
export function RuleForm() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { data: choices, error, refetch } = useQuery(simulationChoicesQuery);
  const [way, setWay] = useState<(typeof ways)[number]>('change');
  const [chosen, setChosen] = useState<string | null>(null);
  const [draft, setDraft] = useState<Draft>({ units: '', titles: '', forms: [] });
  const [kept, setKept] = useState<PeopleSelector>({});
  const [hasTried, setTried] = useState(false);
  const running = useMutation({
    mutationFn: (id: string) =>
      simulate({
        kind: 'rule',
        ...(way === 'add' ? { roleId: id } : { ruleId: id }),
        selector: way === 'remove' ? null : selectorOf(draft, kept),
      }),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: ['simulations'] });
      await navigate({ to: '/simulering/$simulationId', params: { simulationId: id } });
    },
  });
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!choices) return <Skeleton rows={3} />;
  const choose = (id: string): void => {
    setChosen(id);
    const selector = choices.rules.find((rule) => rule.id === id)?.selector ?? {};
    setKept(selector);
    setDraft({
      units: (selector.unitsBelow ?? []).join(', '),
      titles: (selector.titleCodes ?? []).join(', '),
      forms: selector.employmentKinds ?? [],
    });
  };
  return (
    <Card>
      <form
        className={styles.parts}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (chosen !== null) running.mutate(chosen);
        }}
      >
        <RadioCards
          label={t('simulations.what')}
          inRow
          choices={ways.map((id) => ({ id, label: t(`simulations.ways.${id}`) }))}
          value={way}
          onChange={(next) => {
            setWay(next);
            setChosen(null);
            setKept({});
            setDraft({ units: '', titles: '', forms: [] });
          }}
        />
        <Select
          label={t(way === 'add' ? 'simulations.role' : 'simulations.rule')}
          placeholder={t('simulations.choose')}
          options={
            way === 'add'
              ? choices.roles.map(({ id, name }) => ({ id, label: name }))
              : choices.rules.map(({ id, name, role }) => ({ id, label: name, detail: role }))
          }
          value={chosen}
          onChange={choose}
          error={hasTried && chosen === null ? t('simulations.missing') : undefined}
        />
        {way !== 'remove' && (
          <>
            <Field
              label={t('simulations.units')}
              help={t('simulations.listHelp')}
              value={draft.units}
              onChange={(units) => {
                setDraft({ ...draft, units });
              }}
              isOptional
            />
            <Field
              label={t('simulations.titles')}
              help={t('simulations.listHelp')}
              value={draft.titles}
              onChange={(titles) => {
                setDraft({ ...draft, titles });
              }}
              isOptional
            />
            <fieldset className={styles.forms}>
              <legend>{t('simulations.forms')}</legend>
              {forms.map((form) => (
                <Checkbox
                  key={form}
                  isSelected={draft.forms.includes(form)}
                  onChange={(isOn) => {
                    setDraft({
                      ...draft,
                      forms: isOn ? [...draft.forms, form] : draft.forms.filter((one) => one !== form),
                    });
                  }}
                >
                  {t(`employments.kinds.${form}`)}
                </Checkbox>
              ))}
            </fieldset>
          </>
        )}
        {running.error && <ProblemView problem={running.error} />}
        <div className={styles.actions}>
          <Button type="submit" look="primary" isPending={running.isPending}>
            {t('simulations.run')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

/** What the form says; the kinds of unit that it does not show stay as the rule has them. */
function selectorOf({ units, titles, forms: chosen }: Draft, kept: PeopleSelector): PeopleSelector {
  const unitsBelow = listOf(units);
  const titleCodes = listOf(titles);
  return {
    ...(kept.unitKinds ? { unitKinds: kept.unitKinds } : {}),
    ...(unitsBelow.length > 0 ? { unitsBelow } : {}),
    ...(titleCodes.length > 0 ? { titleCodes } : {}),
    ...(chosen.length > 0 ? { employmentKinds: [...chosen] } : {}),
  };
}

function listOf(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
