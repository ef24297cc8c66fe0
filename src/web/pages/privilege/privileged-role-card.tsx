import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PrivilegedRole } from '../../api/generated/types.gen.js';
import { Problem } from '../../api/problem.js';
import { endActivation } from '../../api/privilege.js';
import { Countdown } from '../../frame/countdown.js';
import { ProblemView, useProblemText } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { Person } from '../../parts/person.js';
import { toast } from '../../parts/toast.js';
import { Moment } from '../../parts/when.js';
import { ActivateDialog } from './activate-dialog.js';
import styles from './privilege-page.module.css';

export function PrivilegedRoleCard({ privileged }: { privileged: PrivilegedRole }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const [isActivating, setActivating] = useState(false);
  const { role, mine, active, cap, problems } = privileged;
  const ending = useMutation({
    mutationFn: (id: string) => endActivation(id),
    onSuccess: async () => {
      toast({ tone: 'good', title: t('privilege.endedToast', { role: role.name }) });
      await Promise.all(
        ['privileged-roles', 'activations', 'me'].map((key) =>
          queryClient.invalidateQueries({ queryKey: [key] }),
        ),
      );
    },
  });

  return (
    <Card>
      <div className={styles.role}>
        <div className={styles.head}>
          <div>
            <h2>{role.name}</h2>
            <p className={styles.sentence}>{role.sentence}</p>
          </div>
          {!mine && (
            <Button
              look="primary"
              icon="bolt"
              isDisabled={problems.length > 0}
              onPress={() => {
                setActivating(true);
              }}
            >
              {t('privilege.activate')}
            </Button>
          )}
        </div>
        {mine && (
          <div className={styles.active}>
            <div>
              <p className={styles.soft}>{t('privilege.timeLeft')}</p>
              <p className={styles.left}>
                <Countdown until={mine.endsAt} />
              </p>
              <p className={styles.soft}>
                {t('privilege.endsAt')} <Moment at={mine.endsAt} />
              </p>
            </div>
            <Button
              look="danger-quiet"
              isPending={ending.isPending}
              onPress={() => {
                ending.mutate(mine.id);
              }}
            >
              {t('privilege.endNow')}
            </Button>
          </div>
        )}
        {ending.error && <ProblemView problem={ending.error} />}
        {!mine &&
          problems.map((problem) => (
            <Banner key={problem.code} tone="wait">
              {problemText(new Problem(422, problem.code, problem.detail, null)).detail}
            </Banner>
          ))}
        <div className={styles.holders}>
          <p className={styles.cap}>
            {Array.from({ length: Math.min(cap, 12) }, (_, index) => (
              <span key={index} className={styles.seat} data-taken={index < active.length || undefined} />
            ))}
            {t('privilege.cap', { active: active.length, cap })}
          </p>
          {active.length > 0 && (
            <ul>
              {active.map(({ holder, endsAt }) => (
                <li key={`${holder.id ?? holder.name} ${endsAt ?? ''}`}>
                  <Person person={holder} size="small" />
                  <span className={styles.soft}>
                    {endsAt ? (
                      <>
                        {t('privilege.endsAt')} <Moment at={endsAt} />
                      </>
                    ) : (
                      t('privilege.standing')
                    )}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
      {isActivating && (
        <ActivateDialog
          privileged={privileged}
          onClose={() => {
            setActivating(false);
          }}
        />
      )}
    </Card>
  );
}
