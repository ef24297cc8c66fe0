import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnassessedAccess } from '../../api/generated/types.gen.js';
import { removeUnassessed } from '../../api/takeover.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { toast } from '../../parts/toast.js';

/** Why the access is not needed; then it is taken away in the directory. */
export function RemoveDialog({ access, onClose }: { access: UnassessedAccess; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [hasTried, setTried] = useState(false);
  const isShort = reason.trim().length < 10;
  const removing = useMutation({
    mutationFn: () => removeUnassessed({ ids: [access.id], reason: reason.trim() }),
    onSuccess: async () => {
      onClose();
      toast({ tone: 'good', title: t('unassessed.removedNow') });
      await Promise.all(
        ['unassessed', 'tasks', 'me'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
  return (
    <Dialog
      title={t('unassessed.removeOne', { what: access.entitlement, name: access.person.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="danger"
            isPending={removing.isPending}
            onPress={() => {
              setTried(true);
              if (!isShort) removing.mutate();
            }}
          >
            {t('unassessed.remove')}
          </Button>
        </>
      }
    >
      <TextArea
        label={t('unassessed.reason')}
        help={t('unassessed.reasonHelp')}
        maxLength={500}
        value={reason}
        onChange={setReason}
        error={hasTried && isShort ? t('unassessed.reasonMissing') : undefined}
      />
      {removing.error && <ProblemView problem={removing.error} />}
    </Dialog>
  );
}
