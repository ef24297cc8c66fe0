import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { endException } from '../../api/exceptions.js';
import type { AssuranceException } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { useKeptText } from '../../session/use-kept.js';
import styles from '../leavers/leavers.module.css';

const shortest = 5;

/** Ends what runs, or takes back what waits. */
export function EndDialog({ exception, onClose }: { exception: AssuranceException; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reason, setReason, forget] = useKeptText(`exception.end.${exception.id}`);
  const [hasTried, setTried] = useState(false);
  const isShort = reason.trim().length < shortest;
  const ending = useMutation({
    mutationFn: () => endException(exception.id, reason.trim()),
    onSuccess: async () => {
      forget();
      onClose();
      await client.invalidateQueries({ queryKey: ['exceptions'] });
    },
  });
  return (
    <Dialog
      title={t('exceptions.endTitle', { system: exception.system.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={ending.isPending}
            onPress={() => {
              setTried(true);
              if (!isShort) ending.mutate();
            }}
          >
            {exception.state === 'waiting' ? t('exceptions.takeBack') : t('exceptions.end')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <p>{t('exceptions.endAbout')}</p>
        <TextArea
          label={t('exceptions.reason')}
          maxLength={500}
          value={reason}
          onChange={setReason}
          error={hasTried && isShort ? t('exceptions.tooShort', { count: shortest }) : undefined}
        />
        {ending.error && <ProblemView problem={ending.error} />}
      </div>
    </Dialog>
  );
}
