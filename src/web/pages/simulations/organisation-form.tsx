import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem.js';
import { findSimulationUnits, simulate } from '../../api/simulations.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { RadioCards } from '../../parts/choices.js';
import { UnitField } from '../../parts/unit-field.js';
import { ChoosePerson } from '../leavers/choose-person.js';
import styles from '../held/held-page.module.css';
import { noSplit, SplitParts } from './split-parts.js';

const ways = ['split', 'merge', 'close', 'move', 'manager'] as const;
type Part = 'unit' | 'into' | 'manager' | 'titleCodes';

/** What is done to which unit, and the button that asks who is affected. */
export function OrganisationForm() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [way, setWay] = useState<(typeof ways)[number]>('split');
  const [unit, setUnit] = useState<string | null>(null);
  const [into, setInto] = useState<string | null>(null);
  const [manager, setManager] = useState<string | null>(null);
  const [split, setSplit] = useState(noSplit);
  const [hasTried, setTried] = useState(false);
  const hasOther = way === 'merge' || way === 'move';
  const isLed = way === 'manager' || way === 'split';
  const isWhole =
    unit !== null && (!hasOther || into !== null) && (way !== 'split' || split.titleCodes.length > 0);
  const running = useMutation({
    mutationFn: (unitId: string) =>
      simulate({
        kind: 'organisation',
        way,
        unit: unitId,
        ...(hasOther && into !== null ? { into } : {}),
        ...(isLed ? { manager } : {}),
        ...(way === 'split' ? { titleCodes: split.titleCodes, newKind: split.newKind } : {}),
      }),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: ['simulations'] });
      await navigate({ to: '/simulering/$simulationId', params: { simulationId: id } });
    },
  });
  const wrong = running.error instanceof Problem ? running.error.fields.map(({ pointer }) => pointer) : [];
  const error = (part: Part, isThere: boolean): string | undefined =>
    (hasTried && !isThere) || wrong.includes(`/${part}`) ? t(`simulations.invalid.${part}`) : undefined;
  return (
    <Card>
      <form
        className={styles.parts}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (isWhole) running.mutate(unit);
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
            setTried(false);
            running.reset();
          }}
        />
        <UnitField
          label={t('simulations.unit')}
          help={t(way === 'split' ? 'simulations.splitHelp' : 'simulations.unitHelp')}
          among="simulations"
          search={findSimulationUnits}
          selected={unit}
          onSelect={(id) => {
            setUnit(id);
            setSplit(noSplit);
          }}
          error={error('unit', unit !== null)}
        />
        {hasOther && (
          <UnitField
            key={way}
            label={t(way === 'merge' ? 'simulations.into' : 'simulations.under')}
            among="simulations"
            search={findSimulationUnits}
            selected={into}
            onSelect={setInto}
            error={error('into', into !== null)}
          />
        )}
        {way === 'split' && unit !== null && (
          <SplitParts
            unitId={unit}
            split={split}
            onChange={setSplit}
            error={error('titleCodes', split.titleCodes.length > 0)}
          />
        )}
        {isLed && (
          <ChoosePerson
            key={way}
            label={t(way === 'split' ? 'simulations.newManager' : 'simulations.manager')}
            help={t(way === 'split' ? 'simulations.newManagerHelp' : 'simulations.managerHelp')}
            selected={manager}
            onSelect={setManager}
            error={error('manager', true)}
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
