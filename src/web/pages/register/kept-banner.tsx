import { useTranslation } from 'react-i18next';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';

/** What one had begun is still here; it can be thrown away. */
export function KeptBanner({ isKept, onStartAgain }: { isKept: boolean; onStartAgain: () => void }) {
  const { t } = useTranslation();
  if (!isKept) return null;
  return (
    <Banner
      tone="info"
      title={t('register.form.kept')}
      actions={
        <Button size="small" onPress={onStartAgain}>
          {t('register.form.startAgain')}
        </Button>
      }
    >
      {t('register.form.keptAbout')}
    </Banner>
  );
}
