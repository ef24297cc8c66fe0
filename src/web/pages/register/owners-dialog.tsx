import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SystemView } from '../../api/generated/types.gen.js';
import { nameOwners } from '../../api/register.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { ChoosePerson } from '../leavers/choose-person.js';
import styles from './register.module.css';

/** Gives a system other owners; one that is not chosen anew stays. */
export function OwnersDialog({ system, onClose }: { system: SystemView; onClose: () => void }) {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const client = useQueryClient();
  const [information, setInformation] = useState<string | null>(null);
  const [technical, setTechnical] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [hasTried, setTried] = useState(false);
  const sending = useMutation({
    mutationFn: () =>
      nameOwners(system.id, {
        informationOwnerId: information ?? system.informationOwner.id ?? '',
        systemOwnerId: technical ?? system.systemOwner.id ?? '',
        reason: reason.trim(),
      }),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: ['register'] });
    },
  });
  const at = (field: string): string | undefined => fieldText(sending.error, `/${field}`);
  const isShort = reason.trim().length < 5;
  const isSame = information === null && technical === null;
  return (
    <Dialog
      title={t('register.form.owners')}
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
              if (!isShort && !isSame) sending.mutate();
            }}
          >
            {t('register.form.owners')}
          </Button>
        </>
      }
    >
      <div className={styles.part}>
        <ChoosePerson
          label={t('register.informationOwner')}
          help={t('register.form.ownerNow', { name: system.informationOwner.name })}
          selected={information}
          onSelect={setInformation}
          error={
            at('informationOwnerId') ?? (hasTried && isSame ? t('register.form.ownerMissing') : undefined)
          }
        />
        <ChoosePerson
          label={t('register.systemOwner')}
          help={t('register.form.ownerNow', { name: system.systemOwner.name })}
          selected={technical}
          onSelect={setTechnical}
          error={at('systemOwnerId')}
        />
        <TextArea
          label={t('register.reason')}
          help={t('register.reasonAbout')}
          rows={2}
          maxLength={500}
          value={reason}
          onChange={setReason}
          error={hasTried && isShort ? t('register.reasonShort') : undefined}
        />
        {sending.error && <ProblemView problem={sending.error} />}
      </div>
    </Dialog>
  );
}
