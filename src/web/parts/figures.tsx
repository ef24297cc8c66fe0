import styles from './figures.module.css';

interface FiguresProps {
  items: readonly { label: string; value: number | string; tone?: 'danger' | 'wait' | 'good' | undefined }[];
}

/** A few numbers that sum something up, each with its word. */
export function Figures({ items }: FiguresProps) {
  return (
    <dl className={styles.figures}>
      {items.map(({ label, value, tone }) => (
        <div key={label} className={styles.figure} data-tone={tone}>
          <dt>{label}</dt>
          <dd>{typeof value === 'number' ? value.toLocaleString('sv-SE') : value}</dd>
        </div>
      ))}
    </dl>
  );
}
