import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mergePersons } from '../../api/data-quality.js';
import type { Who } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { RadioCards } from '../../parts/choices.js';
import { Dialog } from '../../parts/dialog.js';
import { ReasonField, useReason } from './reason-field.js';

/** Two known persons become one: who stays, and why. */
export function MergeDialog({ one, other, onClose }: { one: Who; other: Who; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [stays, setStays] = useState<'one' | 'other'>('one');
  const reason = useReason(`merge.${one.id ?? ''}.${other.id ?? ''}`);
  const merging = useMutation({
    mutationFn: () => {
      const [survivor, merged] = stays === 'one' ? [one, other] : [other, one];
      return mergePersons({
        survivorId: survivor.id ?? '',
        mergedId: merged.id ?? '',
        reason: reason.value.trim(),
      });
    },
    onSuccess: async () => {
      reason.forget();
      onClose();
      await Promise.all(
        ['data-quality', 'people', 'person', 'tasks', 'me'].map((key) =>
          queryClient.invalidateQueries({ queryKey: [key] }),
        ),
      );
    },
  });
  return (
    <Dialog
      title={t('quality.mergeTitle')}
      role="alertdialog"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.back')}</Button>
          <Button
            look="danger"
            isPending={merging.isPending}
            onPress={() => {
              if (reason.isGiven()) merging.mutate();
            }}
          >
            {t('quality.merge')}
          </Button>
        </>
      }
    >
      <p>{t('quality.mergeAbout')}</p>
      <RadioCards
        label={t('quality.stays')}
        value={stays}
        onChange={setStays}
        choices={[
          { id: 'one', label: one.name, detail: t('quality.first') },
          { id: 'other', label: other.name, detail: t('quality.second') },
        ]}
      />
      <ReasonField reason={reason} />
      {merging.error && <ProblemView problem={merging.error} />}
    </Dialog>
  );
}
