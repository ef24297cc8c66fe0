import type { ReactNode } from 'react';
import styles from './row-list.module.css';

/** A list whose rows are links or buttons; lies in a flush Card. */
export function RowList({ children, label }: { children: ReactNode; label: string }) {
  return (
    <ul className={styles.list} aria-label={label}>
      {children}
    </ul>
  );
}

/** Give the row's one link the class `rowLink`: its target then covers the whole row. */
export function Row({ children }: { children: ReactNode }) {
  return <li className={styles.row}>{children}</li>;
}

export const rowLink = styles.link ?? '';
