import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Unmask } from '../api/generated/types.gen.js';
import { Banner } from '../parts/banner.js';
import { Button } from '../parts/button.js';
import { Dialog } from '../parts/dialog.js';
import { TextArea } from '../parts/field.js';
import { Select } from '../parts/select.js';
import { ProblemView } from './problem-view.js';

const reasons = [
  'contact',
  'access',
  'facts',
  'incident',
  'other',
] as const satisfies readonly Unmask['reason'][];
const isReason = (id: string): id is Unmask['reason'] => reasons.some((reason) => reason === id);
const fewestLetters = 5;

/** Something protected is masked here: whoever has the need may see it for a while, once they have said why. */
export function UnmaskBanner({
  about,
  onUnmask,
}: {
  about: string;
  onUnmask: (why: Unmask) => Promise<unknown>;
}) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Banner
        tone="info"
        icon="lock"
        title={t('unmask.title')}
        actions={
          <Button
            size="small"
            onPress={() => {
              setAsking(true);
            }}
          >
            {t('unmask.open')}
          </Button>
        }
      >
        {about}
      </Banner>
      {isAsking && (
        <UnmaskDialog
          onUnmask={onUnmask}
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
    </>
  );
}

function UnmaskDialog({
  onUnmask,
  onClose,
}: {
  onUnmask: (why: Unmask) => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState<Unmask['reason'] | null>(null);
  const [note, setNote] = useState('');
  const [hasTried, setTried] = useState(false);
  const letters = note.trim().length;
  const isShort = reason === 'other' ? letters < fewestLetters : letters > 0 && letters < fewestLetters;
  const unmasking = useMutation({
    mutationFn: onUnmask,
    onSuccess: async () => {
      onClose();
      // The name stands in every list.
      await queryClient.invalidateQueries();
    },
  });
  return (
    <Dialog
      title={t('unmask.open')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.back')}</Button>
          <Button
            look="primary"
            isPending={unmasking.isPending}
            onPress={() => {
              setTried(true);
              if (reason !== null && !isShort)
                unmasking.mutate({ reason, note: letters > 0 ? note.trim() : null });
            }}
          >
            {t('unmask.do')}
          </Button>
        </>
      }
    >
      <p>{t('unmask.about')}</p>
      <Select
        label={t('unmask.reason')}
        options={reasons.map((id) => ({ id, label: t(`unmask.reasons.${id}`) }))}
        value={reason}
        onChange={(id) => {
          if (isReason(id)) setReason(id);
        }}
        error={hasTried && reason === null ? t('unmask.missing') : undefined}
      />
      <TextArea
        label={t('unmask.note')}
        help={t('unmask.noteAbout')}
        isOptional={reason !== 'other'}
        maxLength={300}
        value={note}
        onChange={setNote}
        error={hasTried && isShort ? t('unmask.noteMissing') : undefined}
      />
      {unmasking.error && <ProblemView problem={unmasking.error} />}
    </Dialog>
  );
}
