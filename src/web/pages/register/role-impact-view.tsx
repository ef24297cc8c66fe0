import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoleView } from '../../api/generated/types.gen.js';
import { decideRole, roleImpactQuery } from '../../api/register.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card, Facts, Section } from '../../parts/card.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useCodeText } from '../../texts/codes.js';
import styles from '../leavers/leavers.module.css';
import { ReasonDialog } from './reason-dialog.js';
import { touchedFacts } from './touched-facts.js';

/** "Vem påverkas?": what the version that waits would do, and the answer to it. */
export function RoleImpactView({
  role,
  version,
  reason,
}: {
  role: RoleView;
  version: number;
  reason: string;
}) {
  const { t } = useTranslation();
  const words = useCodeText();
  const { data: impact, error } = useQuery(roleImpactQuery(role.id, version));
  const [asked, setAsked] = useState<'approve' | 'reject' | 'withdraw' | null>(null);
  if (error) return <ProblemView problem={error} />;
  if (!impact) return <Skeleton rows={3} />;
  const open = [
    ...(impact.mayApprove ? (['approve'] as const) : []),
    ...(impact.mayReject ? (['reject'] as const) : []),
    ...(impact.mayWithdraw ? (['withdraw'] as const) : []),
  ];
  return (
    <Section title={t('register.roles.impact', { version })} about={reason}>
      <Card>
        <div className={styles.stack}>
          {impact.obstacle !== null && (
            <Banner tone="wait" title={words('problems', `${impact.obstacle}.title`) ?? impact.obstacle}>
              {words('problems', `${impact.obstacle}.detail`)}
            </Banner>
          )}
          <Facts items={touchedFacts(t, impact)} />
          {impact.twoNeeded && <p className={styles.detail}>{t('register.roles.twoNeeded')}</p>}
          <div className={styles.line}>
            {open.map((decision) => (
              <Button
                key={decision}
                look={decision === 'approve' ? 'primary' : 'secondary'}
                onPress={() => {
                  setAsked(decision);
                }}
              >
                {t(`register.${decision}`)}
              </Button>
            ))}
          </div>
          {asked && (
            <ReasonDialog
              title={t(`register.${asked}`)}
              onSend={(why) => decideRole(role.id, version, { decision: asked, reason: why })}
              onClose={() => {
                setAsked(null);
              }}
            />
          )}
        </div>
      </Card>
    </Section>
  );
}
