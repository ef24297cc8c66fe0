import { useTranslation } from 'react-i18next';
import { Button } from './button.js';
import styles from './more.module.css';

interface MoreProps {
  hasMore: boolean;
  isLoading: boolean;
  onMore: () => void;
}

/** "Visa fler" under a keyset list. */
export function More({ hasMore, isLoading, onMore }: MoreProps) {
  const { t } = useTranslation();
  if (!hasMore) return null;
  return (
    <div className={styles.more}>
      <Button onPress={onMore} isPending={isLoading} iconAfter="down">
        {t('parts.more')}
      </Button>
    </div>
  );
}
