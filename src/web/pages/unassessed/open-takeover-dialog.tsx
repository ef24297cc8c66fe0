import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenTakeover, TakeoverSystem } from '../../api/generated/types.gen.js';
import { openTakeover } from '../../api/takeover.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { RadioCards } from '../../parts/choices.js';
import { Dialog } from '../../parts/dialog.js';
import { Field } from '../../parts/field.js';
import { addDays, today } from '../../texts/dates.js';
import styles from '../leavers/leavers.module.css';

/** Asks every manager whose staff have access from before, by a day. */
export function OpenTakeoverDialog({ system, onClose }: { system: TakeoverSystem; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [closesOn, setClosesOn] = useState(addDays(today(), 30));
  const [unanswered, setUnanswered] = useState<OpenTakeover['unanswered']>('remove');
  const opening = useMutation({
    mutationFn: () => openTakeover({ systemId: system.id, closesOn, unanswered }),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: ['unassessed'] });
    },
  });
  return (
    <Dialog
      title={t('unassessed.openFor', { system: system.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={opening.isPending}
            isDisabled={closesOn === ''}
            onPress={() => {
              opening.mutate();
            }}
          >
            {t('unassessed.open')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <Field
          label={t('unassessed.closesOn')}
          help={t('unassessed.closesOnHelp')}
          type="date"
          min={addDays(today(), 7)}
          max={addDays(today(), 180)}
          value={closesOn}
          onChange={setClosesOn}
        />
        <RadioCards
          label={t('unassessed.unanswered')}
          value={unanswered}
          onChange={setUnanswered}
          choices={[
            { id: 'remove', label: t('unassessed.rules.remove'), detail: t('unassessed.rules.removeAbout') },
            { id: 'keep', label: t('unassessed.rules.keep'), detail: t('unassessed.rules.keepAbout') },
          ]}
        />
        {opening.error && <ProblemView problem={opening.error} />}
      </div>
    </Dialog>
  );
}
