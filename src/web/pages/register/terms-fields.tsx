import { useTranslation } from 'react-i18next';
import type { EntitlementView } from '../../api/generated/types.gen.js';
import { Field } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import styles from './register.module.css';

export const levels = ['1', '2', '3', '4'] as const;
const risks = ['1', '2', '3', '4', '5'] as const;
export const dataClasses = ['open', 'internal', 'personal', 'confidential', 'patient'] as const;

/** What bears on how something may be asked for and held; of a role null says: as strict as what it holds. */
interface Terms {
  risk: number | null;
  requiredLevel: number | null;
  dataClass: EntitlementView['dataClass'] | null;
  maxDays: string;
  reviewDays: string;
}

interface TermsFieldsProps {
  value: Terms;
  onChange: (changed: Partial<Terms>) => void;
  /** A role may leave the first three to what it holds. */
  mayInherit?: boolean;
  at: (field: string) => string | undefined;
}

const inherited = 'inherited';

/** Null for none, undefined for what is no number of days. */
export function daysOf(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const days = Number(text);
  return Number.isInteger(days) && days >= 1 && days <= 1095 ? days : undefined;
}

export function TermsFields({ value, onChange, mayInherit = false, at }: TermsFieldsProps) {
  const { t } = useTranslation();
  const none = mayInherit ? [{ id: inherited, label: t('register.form.inherited') }] : [];
  const number = (id: string): number | null => (id === inherited ? null : Number(id));
  const days = (name: 'maxDays' | 'reviewDays') => (
    <Field
      label={t(`register.form.${name}`)}
      help={t(`register.form.${name}About`)}
      inputMode="numeric"
      isOptional
      value={value[name]}
      onChange={(typed) => {
        onChange({ [name]: typed });
      }}
      error={at(name) ?? (daysOf(value[name]) === undefined ? t('register.form.daysWrong') : undefined)}
    />
  );
  return (
    <>
      <div className={styles.three}>
        <Select
          label={t('register.form.risk')}
          value={String(value.risk ?? inherited)}
          options={[...none, ...risks.map((id) => ({ id, label: t(`register.form.risks.${id}`) }))]}
          onChange={(id) => {
            onChange({ risk: number(id) });
          }}
          error={at('risk')}
        />
        <Select
          label={t('register.dataClass')}
          value={value.dataClass ?? inherited}
          options={[...none, ...dataClasses.map((id) => ({ id, label: t(`register.dataClasses.${id}`) }))]}
          onChange={(id) => {
            onChange({ dataClass: dataClasses.find((one) => one === id) ?? null });
          }}
          error={at('dataClass')}
        />
        <Select
          label={t('register.form.requiredLevel')}
          value={String(value.requiredLevel ?? inherited)}
          options={[...none, ...levels.map((id) => ({ id, label: t(`register.form.levels.${id}`) }))]}
          onChange={(id) => {
            onChange({ requiredLevel: number(id) });
          }}
          error={at('requiredLevel')}
        />
      </div>
      <div className={styles.two}>
        {days('maxDays')}
        {days('reviewDays')}
      </div>
    </>
  );
}
