import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';
import type { Tone } from './badge.js';
import styles from './timeline.module.css';
import tones from './tones.module.css';

export interface Happening {
  id: string;
  icon: IconName;
  tone?: Tone;
  title: ReactNode;
  detail?: ReactNode;
  when: ReactNode;
}

/** What happened, in order, one line each. */
export function Timeline({ items, label }: { items: readonly Happening[]; label: string }) {
  return (
    <ol className={styles.timeline} aria-label={label}>
      {items.map((item) => (
        <li key={item.id} className={styles.item}>
          <span className={`${styles.mark} ${tones[item.tone ?? 'neutral']}`}>
            <Icon name={item.icon} size={16} />
          </span>
          <span className={styles.words}>
            <span className={styles.title}>{item.title}</span>
            {item.detail && <span className={styles.detail}>{item.detail}</span>}
          </span>
          <span className={styles.when}>{item.when}</span>
        </li>
      ))}
    </ol>
  );
}
