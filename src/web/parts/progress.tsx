import { Label } from 'react-aria-components/Label';
import { ProgressBar } from 'react-aria-components/ProgressBar';
import styles from './progress.module.css';

interface ProgressProps {
  label: string;
  value: number;
  of: number;
  /** Said in words beside the bar: "12 av 31". */
  words: string;
  hideLabel?: boolean;
}

export function Progress({ label, value, of, words, hideLabel }: ProgressProps) {
  return (
    <ProgressBar
      className={styles.progress}
      value={value}
      maxValue={Math.max(of, 1)}
      valueLabel={words}
      aria-label={hideLabel ? label : undefined}
    >
      {({ percentage, valueText }) => (
        <>
          <span className={styles.words}>
            {!hideLabel && <Label className={styles.label}>{label}</Label>}
            <span className={styles.value}>{valueText}</span>
          </span>
          <span className={styles.track}>
            <span className={styles.fill} style={{ width: `${percentage ?? 0}%` }} />
          </span>
        </>
      )}
    </ProgressBar>
  );
}
