import { useTranslation } from 'react-i18next';
import { Banner } from './banner.js';
import { Button } from './button.js';

/** What one had begun is still here; it can be thrown away. */
export function KeptBanner({ isKept, onStartAgain }: { isKept: boolean; onStartAgain: () => void }) {
  const { t } = useTranslation();
  if (!isKept) return null;
  return (
    <Banner
      tone="info"
      title={t('parts.kept.title')}
      actions={
        <Button size="small" onPress={onStartAgain}>
          {t('parts.kept.startAgain')}
        </Button>
      }
    >
      {t('parts.kept.about')}
    </Banner>
  );
}
