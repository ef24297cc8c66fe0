import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SeparationConflict } from '../../api/generated/types.gen.js';
import { exemptFromRule } from '../../api/separation.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Field, TextArea } from '../../parts/field.js';
import styles from '../leavers/leavers.module.css';

const shortest = 10;

/** An exemption needs a reason, a control instead, and an end. */
export function ExemptDialog({ conflict, onClose }: { conflict: SeparationConflict; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [control, setControl] = useState('');
  const [validTo, setValidTo] = useState('');
  const [hasTried, setTried] = useState(false);
  const personId = conflict.person.id ?? '';
  const deciding = useMutation({
    mutationFn: () =>
      exemptFromRule({
        ruleId: conflict.rule.id,
        personId,
        reason: reason.trim(),
        control: control.trim(),
        validTo,
      }),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: ['separation'] });
    },
  });
  const isShort = (text: string): boolean => text.trim().length < shortest;
  return (
    <Dialog
      title={t('separation.exemptTitle', { name: conflict.person.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={deciding.isPending}
            onPress={() => {
              setTried(true);
              if (!isShort(reason) && !isShort(control) && validTo !== '') deciding.mutate();
            }}
          >
            {t('separation.decide')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <p>{t('separation.exemptAbout', { rule: conflict.rule.name })}</p>
        <TextArea
          label={t('separation.reason')}
          maxLength={1000}
          value={reason}
          onChange={setReason}
          error={hasTried && isShort(reason) ? t('separation.tooShort') : undefined}
        />
        <TextArea
          label={t('separation.control')}
          help={t('separation.controlAbout')}
          maxLength={1000}
          value={control}
          onChange={setControl}
          error={hasTried && isShort(control) ? t('separation.tooShort') : undefined}
        />
        <Field
          label={t('separation.validTo')}
          help={t('separation.validToAbout')}
          type="date"
          value={validTo}
          onChange={setValidTo}
          error={hasTried && validTo === '' ? t('separation.validToMissing') : undefined}
        />
        {deciding.error && <ProblemView problem={deciding.error} />}
      </div>
    </Dialog>
  );
}
