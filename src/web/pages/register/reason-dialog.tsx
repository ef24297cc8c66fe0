import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { useFieldText } from '../../frame/field-text.js';
import { useKeptText } from '../../session/use-kept.js';
import styles from '../leavers/leavers.module.css';

interface ReasonDialogProps {
  title: string;
  onSend: (reason: string) => Promise<unknown>;
  onClose: () => void;
}

const shortest = 5;

/** Something in the register is done, with the reason that its history keeps. */
export function ReasonDialog({ title, onSend, onClose }: ReasonDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fieldText = useFieldText();
  // The same words stand on many pages: each has its own.
  const [reason, setReason, forget] = useKeptText(`reason.${window.location.pathname}.${title}`);
  const [hasTried, setTried] = useState(false);
  const sending = useMutation({
    mutationFn: () => onSend(reason.trim()),
    onSuccess: async () => {
      forget();
      onClose();
      await client.invalidateQueries({ queryKey: ['register'] });
    },
  });
  const isShort = reason.trim().length < shortest;
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={sending.isPending}
            onPress={() => {
              setTried(true);
              if (!isShort) sending.mutate();
            }}
          >
            {title}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <TextArea
          label={t('register.reason')}
          help={t('register.reasonAbout')}
          maxLength={500}
          value={reason}
          onChange={setReason}
          error={hasTried && isShort ? t('register.reasonShort') : fieldText(sending.error, '/reason')}
        />
        {sending.error && <ProblemView problem={sending.error} />}
      </div>
    </Dialog>
  );
}
