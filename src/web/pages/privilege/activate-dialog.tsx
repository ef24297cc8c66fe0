import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PrivilegedRole } from '../../api/generated/types.gen.js';
import { activate } from '../../api/privilege.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { RadioCards } from '../../parts/choices.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { toast } from '../../parts/toast.js';
import styles from './privilege-page.module.css';

interface ActivateDialogProps {
  privileged: PrivilegedRole;
  onClose: () => void;
}

export function ActivateDialog({ privileged, onClose }: ActivateDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [key] = useState(() => crypto.randomUUID());
  const [hours, setHours] = useState(String(privileged.hours[0] ?? 1));
  const [reason, setReason] = useState('');
  const [hasTried, setTried] = useState(false);
  const isShort = reason.trim().length < 10;
  const activating = useMutation({
    mutationFn: () =>
      activate({ roleId: privileged.role.id, hours: Number(hours), reason: reason.trim() }, key),
    onSuccess: async ({ role }) => {
      toast({ tone: 'good', title: t('privilege.activated', { role: role.name }) });
      onClose();
      await Promise.all(
        ['privileged-roles', 'activations', 'me'].map((name) =>
          queryClient.invalidateQueries({ queryKey: [name] }),
        ),
      );
    },
  });
  return (
    <Dialog
      title={t('privilege.activateTitle', { role: privileged.role.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            icon="bolt"
            isPending={activating.isPending}
            onPress={() => {
              setTried(true);
              if (!isShort) activating.mutate();
            }}
          >
            {t('privilege.activateFor', { count: Number(hours) })}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <p>{privileged.role.sentence}</p>
        <RadioCards
          label={t('privilege.howLong')}
          inRow
          value={hours}
          onChange={setHours}
          choices={privileged.hours.map((each) => ({
            id: String(each),
            label: t('privilege.hours', { count: each }),
          }))}
        />
        <TextArea
          label={t('privilege.reason')}
          help={t('privilege.reasonAbout')}
          maxLength={500}
          value={reason}
          onChange={setReason}
          error={hasTried && isShort ? t('privilege.reasonMissing') : undefined}
        />
        {activating.error && <ProblemView problem={activating.error} />}
      </div>
    </Dialog>
  );
}
