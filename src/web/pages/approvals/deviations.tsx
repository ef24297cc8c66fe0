import { useTranslation } from 'react-i18next';
import type { RequestView } from '../../api/generated/types.gen.js';
import { Banner } from '../../parts/banner.js';

/** Where the assessment departs from the analysis, in sentences. */
export function Deviations({ request }: { request: RequestView }) {
  const { t } = useTranslation();
  if (request.deviations.length === 0) return null;
  return (
    <Banner tone="wait" icon="alert" title={t('approvals.deviations')}>
      <ul>
        {request.deviations.map((deviation) => (
          <li key={deviation}>{deviation}</li>
        ))}
      </ul>
    </Banner>
  );
}
