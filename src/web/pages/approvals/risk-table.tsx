import { useTranslation } from 'react-i18next';
import type { RequestView } from '../../api/generated/types.gen.js';
import { Badge } from '../../parts/badge.js';
import styles from './evidence.module.css';

type Risk = RequestView['analysis']['risks'][number];

/** Each risk the analysis names, how likely and how grave on the scale 1–4, and what was decided about it. */
export function RiskTable({ risks }: { risks: readonly Risk[] }) {
  const { t } = useTranslation();
  if (risks.length === 0) return null;
  return (
    <ul className={styles.risks} aria-label={t('analysis.risks')}>
      {risks.map((risk) => (
        <li key={risk.risk} className={styles.risk}>
          <div className={styles.riskHead}>
            <strong>{risk.risk}</strong>
            <Badge tone={risk.decision === 'accepted' ? 'good' : 'danger'}>
              {t(`analysis.${risk.decision}`)}
            </Badge>
          </div>
          <p className={styles.soft}>
            {t('analysis.scale', { likelihood: risk.likelihood, consequence: risk.consequence })}
          </p>
          {risk.safeguard && (
            <p className={styles.soft}>{t('analysis.safeguard', { safeguard: risk.safeguard })}</p>
          )}
        </li>
      ))}
    </ul>
  );
}
