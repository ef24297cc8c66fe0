import { useTranslation } from 'react-i18next';
import type { Emergency } from '../../api/generated/types.gen.js';
import { Badge } from '../../parts/badge.js';
import { today } from '../../texts/dates.js';

export function EmergencyState({
  emergency: { closedAt, review, reviewDueOn },
}: {
  emergency: Pick<Emergency, 'closedAt' | 'review' | 'reviewDueOn'>;
}) {
  const { t } = useTranslation();
  if (closedAt === null) return <Badge tone="danger">{t('emergency.isOpen')}</Badge>;
  if (review)
    return (
      <Badge tone={review.verdict === 'justified' ? 'good' : 'danger'}>
        {t(`emergency.verdicts.${review.verdict}`)}
      </Badge>
    );
  return reviewDueOn < today() ? (
    <Badge tone="danger">{t('emergency.late')}</Badge>
  ) : (
    <Badge tone="wait">{t('emergency.toReview')}</Badge>
  );
}
