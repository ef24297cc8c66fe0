import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonPrerequisite } from '../../api/generated/types.gen.js';
import { stateStatus } from '../../api/prerequisites.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { RadioCards } from '../../parts/choices.js';
import { Dialog } from '../../parts/dialog.js';
import { Field } from '../../parts/field.js';
import { today } from '../../texts/dates.js';
import styles from './prerequisites-page.module.css';

interface RegisterDialogProps {
  personId: string;
  prerequisite: PersonPrerequisite;
  onClose: () => void;
}

/** Status and day of what was seen; what stands in the papers is never asked for. */
export function RegisterDialog({ personId, prerequisite, onClose }: RegisterDialogProps) {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const client = useQueryClient();
  const [met, setMet] = useState<'yes' | 'no'>('yes');
  const [day, setDay] = useState(today());
  const [until, setUntil] = useState('');
  const saving = useMutation({
    mutationFn: () =>
      stateStatus(personId, {
        prerequisiteId: prerequisite.id,
        met: met === 'yes',
        day,
        until: met === 'yes' && until !== '' ? until : null,
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['person'] });
      await client.invalidateQueries({ queryKey: ['prerequisites'] });
      onClose();
    },
  });
  const wrong = (pointer: string) => fieldText(saving.error, pointer);
  return (
    <Dialog
      title={prerequisite.name}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={saving.isPending}
            isDisabled={day === ''}
            onPress={() => {
              saving.mutate();
            }}
          >
            {t('prerequisites.register')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <RadioCards
          label={t('prerequisites.status')}
          value={met}
          onChange={setMet}
          choices={[
            { id: 'yes', label: t('prerequisites.holds') },
            { id: 'no', label: t('prerequisites.holdsNot'), detail: t('prerequisites.holdsNotAbout') },
          ]}
        />
        <Field
          label={t('prerequisites.seenOn')}
          type="date"
          max={today()}
          value={day}
          onChange={setDay}
          error={wrong('/day')}
        />
        {met === 'yes' && (
          <Field
            label={t('prerequisites.until')}
            help={t('prerequisites.untilAbout')}
            type="date"
            isOptional
            min={day}
            value={until}
            onChange={setUntil}
            error={wrong('/until')}
          />
        )}
        {saving.error && !wrong('/day') && !wrong('/until') && <ProblemView problem={saving.error} />}
      </div>
    </Dialog>
  );
}
