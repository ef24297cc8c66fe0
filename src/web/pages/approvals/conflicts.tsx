import { useTranslation } from 'react-i18next';
import type { PreviewConflict } from '../../api/generated/types.gen.js';
import { Banner } from '../../parts/banner.js';

/** Duties that the access would put together: which rule, and what it means for the decision. */
export function Conflicts({ conflicts }: { conflicts: readonly PreviewConflict[] }) {
  const { t } = useTranslation();
  if (conflicts.length === 0) return null;
  return (
    <Banner tone="wait" icon="alert" title={t('asking.preview.conflict')}>
      <ul>
        {conflicts.map(({ rule, mode, exempt }) => (
          <li key={rule}>{t(`asking.preview.${exempt ? 'exempt' : mode}`, { rule })}</li>
        ))}
      </ul>
    </Banner>
  );
}
