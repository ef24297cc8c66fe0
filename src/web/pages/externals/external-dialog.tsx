import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeSponsor, endExternal, extendExternal } from '../../api/externals.js';
import type { External } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Field, TextArea } from '../../parts/field.js';
import { today } from '../../texts/dates.js';
import { ChoosePerson } from '../leavers/choose-person.js';
import { useKept } from '../../session/use-kept.js';
import { z } from '../../session/zod.js';
import styles from '../leavers/leavers.module.css';

const draftSchema = z.object({ endDate: z.string(), contract: z.string(), reason: z.string() });
const nothing = { endDate: '', contract: '', reason: '' };

export type ExternalAction = 'extend' | 'sponsor' | 'end';

interface ExternalDialogProps {
  external: External;
  action: ExternalAction;
  onClose: () => void;
}

/** Extend, name another sponsor, or end now; what is missing is said beside the field. */
export function ExternalDialog({ external, action, onClose }: ExternalDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { written, change, clear } = useKept(`external.${action}.${external.id}`, draftSchema, nothing);
  const { endDate, contract, reason } = written;
  const [sponsorId, setSponsorId] = useState<string | null>(null);
  const [hasTried, setTried] = useState(false);
  const wrong = {
    endDate: action === 'extend' && endDate === '' ? t('externals.wrong.day') : undefined,
    contract: action === 'extend' && contract.trim().length < 2 ? t('externals.wrong.contract') : undefined,
    sponsor: action === 'sponsor' && sponsorId === null ? t('externals.wrong.sponsor') : undefined,
    reason: action !== 'extend' && reason.trim().length < 10 ? t('externals.wrong.reason') : undefined,
  };
  const isWrong = Object.values(wrong).some((each) => each !== undefined);
  const changing = useMutation({
    mutationFn: async (): Promise<unknown> => {
      if (action === 'extend')
        return extendExternal(external.id, { endDate, contractReference: contract.trim() });
      if (action === 'end') return endExternal(external.id, reason.trim());
      return changeSponsor(external.id, { sponsorId: sponsorId ?? '', reason: reason.trim() });
    },
    onSuccess: async () => {
      clear();
      onClose();
      await Promise.all(
        ['externals', 'tasks', 'me', 'person'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
  const shown = (problem: string | undefined) => (hasTried ? problem : undefined);
  return (
    <Dialog
      title={t(`externals.actions.${action}`)}
      role={action === 'end' ? 'alertdialog' : 'dialog'}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look={action === 'end' ? 'danger' : 'primary'}
            isPending={changing.isPending}
            onPress={() => {
              setTried(true);
              if (!isWrong) changing.mutate();
            }}
          >
            {t(`externals.actions.${action}`)}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        {action === 'extend' && (
          <>
            <Field
              label={t('externals.to')}
              type="date"
              min={external.to ?? today()}
              value={endDate}
              onChange={(typed) => {
                change({ endDate: typed });
              }}
              error={shown(wrong.endDate)}
            />
            <Field
              label={t('externals.newContract')}
              value={contract}
              onChange={(typed) => {
                change({ contract: typed });
              }}
              error={shown(wrong.contract)}
            />
          </>
        )}
        {action === 'sponsor' && (
          <ChoosePerson
            label={t('externals.newSponsor')}
            selected={sponsorId}
            onSelect={setSponsorId}
            error={shown(wrong.sponsor)}
          />
        )}
        {action !== 'extend' && (
          <TextArea
            label={t('externals.reason')}
            maxLength={500}
            value={reason}
            onChange={(typed) => {
              change({ reason: typed });
            }}
            error={shown(wrong.reason)}
          />
        )}
        {changing.error && <ProblemView problem={changing.error} />}
      </div>
    </Dialog>
  );
}
