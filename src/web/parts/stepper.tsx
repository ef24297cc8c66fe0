import { useTranslation } from 'react-i18next';
import { Icon } from './icon.js';
import styles from './stepper.module.css';

interface StepperProps {
  label: string;
  steps: readonly string[];
  /** Index of the step one stands on. */
  at: number;
  /** Given, earlier steps are buttons back to themselves. */
  onGo?: (step: number) => void;
}

export function Stepper({ label, steps, at, onGo }: StepperProps) {
  const { t } = useTranslation();
  return (
    <nav aria-label={label} className={styles.stepper}>
      <ol>
        {steps.map((name, index) => {
          const state = index < at ? 'past' : index === at ? 'now' : 'ahead';
          const inside = (
            <>
              <span className={styles.number} aria-hidden="true">
                {state === 'past' ? <Icon name="check" size={14} /> : index + 1}
              </span>
              <span>{name}</span>
              {state === 'past' && <span className={styles.unseen}>{t('parts.stepDone')}</span>}
            </>
          );
          return (
            <li key={name} className={styles[state]} aria-current={state === 'now' ? 'step' : undefined}>
              {state === 'past' && onGo ? (
                <button
                  type="button"
                  onClick={() => {
                    onGo(index);
                  }}
                >
                  {inside}
                </button>
              ) : (
                <span className={styles.still}>{inside}</span>
              )}
            </li>
          );
        })}
      </ol>
      <p className={styles.short} aria-hidden="true">
        {t('parts.stepOf', { at: at + 1, of: steps.length, name: steps[at] ?? '' })}
      </p>
    </nav>
  );
}
