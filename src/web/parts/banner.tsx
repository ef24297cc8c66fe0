import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';
import styles from './banner.module.css';
import tones from './tones.module.css';

type BannerTone = 'info' | 'wait' | 'danger' | 'good';

const icons: Record<BannerTone, IconName> = { info: 'info', wait: 'clock', danger: 'error', good: 'done' };

interface BannerProps {
  tone: BannerTone;
  title?: ReactNode;
  icon?: IconName;
  children?: ReactNode;
  actions?: ReactNode;
  /** Read out when it appears: for what just went wrong or right. */
  isNews?: boolean;
}

export function Banner({ tone, title, icon, children, actions, isNews }: BannerProps) {
  return (
    <div
      className={`${styles.banner} ${tones[tone]}`}
      role={isNews ? (tone === 'danger' ? 'alert' : 'status') : undefined}
    >
      <Icon name={icon ?? icons[tone]} />
      <div className={styles.words}>
        {title && <p className={styles.title}>{title}</p>}
        {children && <div className={styles.text}>{children}</div>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
