import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { decideException } from '../../api/exceptions.js';
import type { AssuranceException } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { RadioCards } from '../../parts/choices.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { useDates } from '../../texts/dates.js';
import { useKeptText } from '../../session/use-kept.js';
import styles from '../leavers/leavers.module.css';

const shortest = 5;

/** The information owner reads the risk and takes it, or does not. */
export function DecideDialog({ exception, onClose }: { exception: AssuranceException; onClose: () => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const client = useQueryClient();
  const [outcome, setOutcome] = useState<'approved' | 'refused' | null>(null);
  const [reason, setReason, forget] = useKeptText(`exception.decide.${exception.id}`);
  const [hasTried, setTried] = useState(false);
  const isShort = reason.trim().length < shortest;
  const deciding = useMutation({
    mutationFn: (chosen: 'approved' | 'refused') =>
      decideException(exception.id, { outcome: chosen, reason: reason.trim() }),
    onSuccess: async () => {
      forget();
      onClose();
      await client.invalidateQueries({ queryKey: ['exceptions'] });
    },
  });
  return (
    <Dialog
      title={t('exceptions.decideTitle', { system: exception.system.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={deciding.isPending}
            onPress={() => {
              setTried(true);
              if (!isShort && outcome) deciding.mutate(outcome);
            }}
          >
            {t('exceptions.decide')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <p>{exception.riskAnalysis}</p>
        <p className={styles.detail}>{t('exceptions.safeguardsAre', { safeguards: exception.safeguards })}</p>
        {exception.knownDeviceDays !== null && (
          <Banner tone="wait" title={t('exceptions.deviceAllowed', { count: exception.knownDeviceDays })}>
            {t('exceptions.deviceRisk')}
          </Banner>
        )}
        <RadioCards
          label={t('exceptions.outcome')}
          value={outcome}
          onChange={setOutcome}
          choices={[
            {
              id: 'approved',
              label: t('exceptions.approve'),
              detail: t('exceptions.approveAbout', { day: dates.day(exception.validTo) }),
            },
            { id: 'refused', label: t('exceptions.refuse'), detail: t('exceptions.refuseAbout') },
          ]}
          error={hasTried && !outcome ? t('exceptions.outcomeMissing') : undefined}
        />
        <TextArea
          label={t('exceptions.reason')}
          maxLength={1000}
          value={reason}
          onChange={setReason}
          error={hasTried && isShort ? t('exceptions.tooShort', { count: shortest }) : undefined}
        />
        {deciding.error && <ProblemView problem={deciding.error} />}
      </div>
    </Dialog>
  );
}
