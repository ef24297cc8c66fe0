import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SeparationConflict } from '../../api/generated/types.gen.js';
import { exemptFromRule } from '../../api/separation.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Field, TextArea } from '../../parts/field.js';
import { useKept } from '../../session/use-kept.js';
import { z } from '../../session/zod.js';
import styles from '../leavers/leavers.module.css';

const shortest = 10;
const draftSchema = z.object({ reason: z.string(), control: z.string(), validTo: z.string() });
const nothing = { reason: '', control: '', validTo: '' };

/** An exemption needs a reason, a control instead, and an end. */
export function ExemptDialog({ conflict, onClose }: { conflict: SeparationConflict; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fieldText = useFieldText();
  const { written, change, clear } = useKept(
    `exempt.${conflict.rule.id}.${conflict.person.id ?? ''}`,
    draftSchema,
    nothing,
  );
  const { reason, control, validTo } = written;
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
      clear();
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
          onChange={(text) => {
            change({ reason: text });
          }}
          error={
            hasTried && isShort(reason) ? t('separation.tooShort') : fieldText(deciding.error, '/reason')
          }
        />
        <TextArea
          label={t('separation.control')}
          help={t('separation.controlAbout')}
          maxLength={1000}
          value={control}
          onChange={(text) => {
            change({ control: text });
          }}
          error={
            hasTried && isShort(control) ? t('separation.tooShort') : fieldText(deciding.error, '/control')
          }
        />
        <Field
          label={t('separation.validTo')}
          help={t('separation.validToAbout')}
          type="date"
          value={validTo}
          onChange={(day) => {
            change({ validTo: day });
          }}
          error={
            hasTried && validTo === ''
              ? t('separation.validToMissing')
              : fieldText(deciding.error, '/validTo')
          }
        />
        {deciding.error && <ProblemView problem={deciding.error} />}
      </div>
    </Dialog>
  );
}
