import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../parts/button.js';
import { Field } from '../../parts/field.js';
import { addDays, today, useDates } from '../../texts/dates.js';
import styles from './assessment-step.module.css';

interface DaysFieldProps {
  value: number;
  onChange: (days: number) => void;
  max: number;
  error?: string | undefined;
  inputRef?: Ref<HTMLInputElement>;
  label?: string;
}

const usual = [30, 90, 180, 365];

/** A number of days, with the day it would end said in words. */
export function DaysField({ value, onChange, max, error, inputRef, label }: DaysFieldProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const isDays = Number.isInteger(value) && value > 0 && value <= max;
  return (
    <div className={styles.days}>
      <Field
        label={label ?? t('assessment.days.label')}
        help={
          isDays
            ? t('assessment.days.until', { day: dates.day(addDays(today(), value)), max })
            : t('assessment.days.help', { max })
        }
        type="number"
        inputMode="numeric"
        min={1}
        max={max}
        value={Number.isFinite(value) && value > 0 ? String(value) : ''}
        onChange={(text) => {
          onChange(text === '' ? Number.NaN : Number(text));
        }}
        inputRef={inputRef}
        error={error}
      />
      <div className={styles.chips}>
        {usual
          .filter((days) => days <= max)
          .map((days) => (
            <Button
              key={days}
              size="small"
              look={value === days ? 'primary' : 'secondary'}
              aria-pressed={value === days}
              onPress={() => {
                onChange(days);
              }}
            >
              {t('assessment.days.count', { count: days })}
            </Button>
          ))}
      </div>
    </div>
  );
}
