import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ImportDifference } from '../../api/generated/types.gen.js';
import { useDates } from '../../texts/dates.js';
import styles from './import-page.module.css';

type Change = ImportDifference['fields'][number];

const isDay = /^\d{4}-\d{2}-\d{2}$/;

/** Which fields of somebody change, from what to what. */
export function FieldChanges({ fields }: { fields: readonly Change[] }) {
  const { t } = useTranslation();
  const { day } = useDates();
  if (fields.length === 0) return null;
  return (
    <ul className={styles.fields}>
      {fields.map(({ field, from, to }, index) => (
        <li key={`${field} ${String(index)}`}>
          <span className={styles.field}>{t(`imports.fields.${field}`)}:</span>{' '}
          {from === null && to === null
            ? t('imports.valuesHidden')
            : t('imports.fromTo', { from: wordOf(field, from, t, day), to: wordOf(field, to, t, day) })}
        </li>
      ))}
    </ul>
  );
}

function wordOf(
  field: Change['field'],
  value: string | null,
  t: TFunction,
  day: (day: string) => string,
): string {
  if (value === null || value === '')
    return field === 'endDate' || field === 'leaveTo' ? t('employments.untilFurther') : t('imports.empty');
  if (isDay.test(value)) return day(value);
  if (field === 'kind') return t(`employments.kinds.${value as 'permanent'}`);
  if (field === 'protection') return t(`imports.protections.${value as 'none'}`);
  if (field === 'main' || field === 'leadsUnit') return t(value === 'true' ? 'imports.yes' : 'imports.no');
  if (field === 'percent' || field === 'leavePercent')
    return `${Number(value).toLocaleString(document.documentElement.lang)} %`;
  return value;
}
