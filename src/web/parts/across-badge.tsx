import { useTranslation } from 'react-i18next';
import { Badge } from './badge.js';

/** "Sammanhållen dokumentation": the access reaches data of other care providers; the same wherever it shows. */
export function AcrossBadge() {
  const { t } = useTranslation();
  return (
    <Badge tone="info" icon="people">
      {t('grants.acrossProviders')}
    </Badge>
  );
}
