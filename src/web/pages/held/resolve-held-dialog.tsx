import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HeldChange } from '../../api/generated/types.gen.js';
import { cancelHeld, heldQuery, releaseHeld } from '../../api/held.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { useKeptText } from '../../session/use-kept.js';

interface ResolveHeldDialogProps {
  held: HeldChange;
  way: 'release' | 'cancel';
  onClose: () => void;
}

/** Releasing and cancelling both want a reason, which the log keeps. */
export function ResolveHeldDialog({ held, way, onClose }: ResolveHeldDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [reason, setReason, forget] = useKeptText(`held.${way}.${held.id}`);
  const [hasTried, setTried] = useState(false);
  const isShort = reason.trim().length < 10;
  const resolving = useMutation({
    mutationFn: () => (way === 'release' ? releaseHeld : cancelHeld)(held.id, reason.trim()),
    onSuccess: async (changed) => {
      forget();
      queryClient.setQueryData(heldQuery(held.id).queryKey, changed);
      onClose();
      await Promise.all(
        ['held', 'tasks', 'me', 'people', 'reviews'].map((key) =>
          queryClient.invalidateQueries({ queryKey: [key] }),
        ),
      );
    },
  });
  return (
    <Dialog
      title={t(way === 'release' ? 'held.releaseTitle' : 'held.cancelTitle')}
      role="alertdialog"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.back')}</Button>
          <Button
            look={way === 'release' ? 'danger' : 'primary'}
            isPending={resolving.isPending}
            onPress={() => {
              setTried(true);
              if (!isShort) resolving.mutate();
            }}
          >
            {t(way === 'release' ? 'held.release' : 'held.cancel')}
          </Button>
        </>
      }
    >
      <p>{t(way === 'release' ? 'held.releaseAbout' : 'held.cancelAbout')}</p>
      <TextArea
        label={t('imports.reason')}
        help={t('imports.reasonAbout')}
        maxLength={500}
        value={reason}
        onChange={setReason}
        error={hasTried && isShort ? t('imports.reasonMissing') : undefined}
        autoFocus
      />
      {resolving.error && <ProblemView problem={resolving.error} />}
    </Dialog>
  );
}
