import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';
import styles from './badge.module.css';
import tones from './tones.module.css';

export type Tone = 'neutral' | 'good' | 'wait' | 'danger' | 'info';

const icons: Record<Tone, IconName | null> = {
  neutral: null,
  good: 'check',
  wait: 'clock',
  danger: 'alert',
  info: 'info',
};

interface BadgeProps {
  tone?: Tone;
  icon?: IconName;
  children: ReactNode;
}

/** A state in a word, with an icon: never colour alone. */
export function Badge({ tone = 'neutral', icon, children }: BadgeProps) {
  const name = icon ?? icons[tone];
  return (
    <span className={`${styles.badge} ${tones[tone]}`}>
      {name && <Icon name={name} size={14} />}
      {children}
    </span>
  );
}
