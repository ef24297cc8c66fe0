import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Handling } from '../../api/generated/types.gen.js';
import { confirmHandling } from '../../api/handling.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { toast } from '../../parts/toast.js';
import styles from '../leavers/leavers.module.css';

/** "Klart": says what has been done in the system. */
export function ConfirmDialog({ task, onClose }: { task: Handling; onClose: () => void }) {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const sending = useMutation({
    mutationFn: () => confirmHandling(task.id, { done: task.kind, note: note.trim() }),
    onSuccess: async ({ next }) => {
      onClose();
      toast({
        tone: next === null ? 'good' : 'danger',
        title: t(next === null ? 'handling.saved' : `handling.changed.${next}`),
      });
      await Promise.all(
        ['handling', 'tasks', 'me', 'people'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
  const wrongNote = fieldText(sending.error, '/note');
  return (
    <Dialog
      title={t(`handling.confirm.${task.kind}`)}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={sending.isPending}
            onPress={() => {
              sending.mutate();
            }}
          >
            {t(`handling.confirm.${task.kind}`)}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <p>
          {t(`handling.confirmAbout.${task.kind}`, {
            // A hidden name tells nobody apart.
            name:
              task.person.protected && task.hsaId ? `${task.person.name} (${task.hsaId})` : task.person.name,
            entitlement: task.entitlement.name,
            system: task.system.name,
          })}
        </p>
        <TextArea
          label={t('handling.note')}
          help={t('handling.noteAbout')}
          isOptional
          rows={2}
          maxLength={500}
          value={note}
          onChange={setNote}
          error={wrongNote}
        />
        {sending.error && !wrongNote && <ProblemView problem={sending.error} />}
      </div>
    </Dialog>
  );
}
