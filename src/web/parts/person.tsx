import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.js';
import styles from './person.module.css';

interface Somebody {
  name: string;
  protected: boolean;
}

interface PersonProps {
  person: Somebody;
  /** Title, unit or what else tells two of the same name apart. */
  detail?: ReactNode;
  size?: 'small' | 'medium' | 'large';
}

/** Somebody, by name. Never a photo: faces invite judging, and protected persons must look like anyone. */
export function Person({ person, detail, size = 'medium' }: PersonProps) {
  const { t } = useTranslation();
  return (
    <span className={`${styles.person} ${styles[size]}`}>
      <span className={styles.initials} aria-hidden="true">
        {person.protected ? <Icon name="lock" size={size === 'small' ? 14 : 18} /> : initialsOf(person.name)}
      </span>
      <span className={styles.words}>
        <span className={styles.name}>{person.name}</span>
        {person.protected && <span className={styles.protected}>{t('parts.protected')}</span>}
        {detail && <span className={styles.detail}>{detail}</span>}
      </span>
    </span>
  );
}

/** First letters of the first and last name: "Anna Maria Berg" → "AB". */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0]?.charAt(0) ?? '';
  const last = words.length > 1 ? (words.at(-1)?.charAt(0) ?? '') : '';
  return (first + last).toLocaleUpperCase('sv');
}
