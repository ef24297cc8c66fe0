import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundGroup } from '../../api/generated/types.gen.js';
import { exemptGroup } from '../../api/takeover.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';

/** Why a group is not governed. */
export function ExemptDialog({ group, onClose }: { group: FoundGroup; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [hasTried, setTried] = useState(false);
  const isShort = reason.trim().length < 10;
  const exempting = useMutation({
    mutationFn: () => exemptGroup(group.id, reason.trim()),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: ['discovery'] });
    },
  });
  return (
    <Dialog
      title={t('discovery.exemptOne', { name: group.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={exempting.isPending}
            onPress={() => {
              setTried(true);
              if (!isShort) exempting.mutate();
            }}
          >
            {t('discovery.leaveOut')}
          </Button>
        </>
      }
    >
      <TextArea
        label={t('discovery.reason')}
        maxLength={500}
        value={reason}
        onChange={setReason}
        error={hasTried && isShort ? t('discovery.reasonMissing') : undefined}
      />
      {exempting.error && <ProblemView problem={exempting.error} />}
    </Dialog>
  );
}
