import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { simulationUnitQuery } from '../../api/simulations.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Checkbox } from '../../parts/choices.js';
import { FieldProblem } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { Skeleton } from '../../parts/skeleton.js';
import styles from '../held/held-page.module.css';

export interface Split {
  /** Whose holders go on in the new unit. */
  titleCodes: string[];
  /** The new unit's kind, when it is another than the unit's. */
  newKind: string | null;
}

export const noSplit: Split = { titleCodes: [], newKind: null };

interface SplitPartsProps {
  unitId: string;
  split: Split;
  onChange: (split: Split) => void;
  error: string | undefined;
}

/** Who of a unit goes on in a new one, by title, and of what kind the new one is. */
export function SplitParts({ unitId, split, onChange, error }: SplitPartsProps) {
  const { t } = useTranslation();
  const { data: unit, error: problem, refetch } = useQuery(simulationUnitQuery(unitId));
  if (problem) return <ProblemView problem={problem} onRetry={() => void refetch()} />;
  if (!unit) return <Skeleton rows={2} />;
  if (unit.titles.length === 0) return <p>{t('simulations.nobodyThere')}</p>;
  return (
    <>
      <fieldset className={styles.forms}>
        <legend>{t('simulations.whoGoes')}</legend>
        {unit.titles.map(({ code, title, persons }) => (
          <Checkbox
            key={code}
            isSelected={split.titleCodes.includes(code)}
            onChange={(isOn) => {
              onChange({
                ...split,
                titleCodes: isOn
                  ? [...split.titleCodes, code]
                  : split.titleCodes.filter((one) => one !== code),
              });
            }}
          >
            {title} ({persons})
          </Checkbox>
        ))}
        <FieldProblem error={error} />
      </fieldset>
      <Select
        label={t('simulations.newKind')}
        options={unit.kinds.map((kind) => ({ id: kind, label: kind === '' ? '–' : kind }))}
        value={split.newKind ?? unit.kind}
        onChange={(kind) => {
          onChange({ ...split, newKind: kind === unit.kind ? null : kind });
        }}
      />
    </>
  );
}
