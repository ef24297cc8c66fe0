import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PeopleSelector } from '../../api/generated/types.gen.js';
import { simulate, simulationChoicesQuery } from '../../api/simulations.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { RadioCards } from '../../parts/choices.js';
import { Select } from '../../parts/select.js';
import { Skeleton } from '../../parts/skeleton.js';
import { PeopleField } from '../register/people-field.js';
import styles from '../held/held-page.module.css';

const ways = ['change', 'remove', 'add'] as const;
/** Which rule, whom it would be for, and the button that asks who is affected. */
export function RuleForm() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { data: choices, error, refetch } = useQuery(simulationChoicesQuery);
  const [way, setWay] = useState<(typeof ways)[number]>('change');
  const [chosen, setChosen] = useState<string | null>(null);
  const [selector, setSelector] = useState<PeopleSelector>({});
  const [hasTried, setTried] = useState(false);
  const running = useMutation({
    mutationFn: (id: string) =>
      simulate({
        kind: 'rule',
        ...(way === 'add' ? { roleId: id } : { ruleId: id }),
        selector: way === 'remove' ? null : selector,
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
    setSelector(choices.rules.find((rule) => rule.id === id)?.selector ?? {});
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
            setSelector({});
          }}
        />
        <Select
          label={t(way === 'add' ? 'simulations.role' : 'simulations.rule')}
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
          <PeopleField
            title={t('simulations.people')}
            value={selector}
            onChange={(next) => {
              setSelector(next ?? {});
            }}
          />
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
