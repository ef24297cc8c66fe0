import { useTranslation } from 'react-i18next';
import { Badge } from '../../parts/badge.js';
import { IconButton } from '../../parts/button.js';
import { Icon } from '../../parts/icon.js';
import styles from './imports-page.module.css';

interface ChosenFilesProps {
  /** What this source's snapshot consists of. */
  expected: readonly string[];
  /** Those of them that may be left out. */
  optional: readonly string[];
  files: readonly File[];
  onRemove: (name: string) => void;
}

/** What is chosen, and what the snapshot still lacks. */
export function ChosenFiles({ expected, optional, files, onRemove }: ChosenFilesProps) {
  const { t } = useTranslation();
  const missing = expected.filter((name) => !files.some((file) => file.name === name));
  return (
    <ul className={styles.files} aria-label={t('imports.chosen')}>
      {files.map((file) => (
        <li key={file.name} className={styles.present}>
          <Icon name="file" size={18} />
          <span>{file.name}</span>
          {!expected.includes(file.name) && <Badge>{t('imports.extra')}</Badge>}
          <IconButton
            icon="close"
            size="small"
            label={t('imports.remove', { name: file.name })}
            onPress={() => {
              onRemove(file.name);
            }}
          />
        </li>
      ))}
      {missing.map((name) => (
        <li key={name} className={styles.missing}>
          <Icon name="file" size={18} />
          <span>{name}</span>
          {optional.includes(name) ? (
            <Badge>{t('imports.optional')}</Badge>
          ) : (
            <Badge tone="wait">{t('imports.missing')}</Badge>
          )}
        </li>
      ))}
    </ul>
  );
}
