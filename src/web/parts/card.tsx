import type { ReactNode } from 'react';
import styles from './card.module.css';

/** A sheet with a hairline around it. `flush` lets lists and tables reach its edges. */
export function Card({
  children,
  flush,
  tone,
}: {
  children: ReactNode;
  flush?: boolean;
  tone?: 'danger' | 'accent';
}) {
  return (
    <div className={[styles.card, flush ? styles.flush : '', tone ? styles[tone] : ''].join(' ')}>
      {children}
    </div>
  );
}

interface SectionProps {
  title: string;
  /** A sentence under the heading. */
  about?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}

/** A part of a page under its own heading. */
export function Section({ title, about, aside, children }: SectionProps) {
  return (
    <section className={styles.section}>
      <header className={styles.head}>
        <div>
          <h2>{title}</h2>
          {about && <p className={styles.about}>{about}</p>}
        </div>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** Term and description, one under another; facts that are read, not compared. */
export function Facts({ items }: { items: readonly { term: string; value: ReactNode }[] }) {
  return (
    <dl className={styles.facts}>
      {items.map(({ term, value }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
