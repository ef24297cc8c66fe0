import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReportCorrection, StaffLine } from '../../api/generated/types.gen.js';
import { reportCorrection } from '../../api/leaving.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { RadioCards } from '../../parts/choices.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { toast } from '../../parts/toast.js';
import { useKeptText } from '../../session/use-kept.js';
import styles from '../leavers/leavers.module.css';

type Kind = ReportCorrection['kind'];
const kinds: readonly Kind[] = [
  'wrong-unit',
  'has-left',
  'other-duties',
  'rights-too-wide',
  'not-mine',
  'other',
];

/** What is wrong about one of the staff; who has left can be ended at once instead. */
export function ReportDialog({ line, onClose }: { line: StaffLine; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [kind, setKind] = useState<Kind | null>(null);
  const [note, setNote, forget] = useKeptText(`correction.${line.employmentId}`);
  const [hasTried, setTried] = useState(false);
  const isShort = note.trim().length < 10;
  const reporting = useMutation({
    mutationFn: (what: Kind) =>
      reportCorrection({ employmentId: line.employmentId, kind: what, note: note.trim() }),
    onSuccess: async () => {
      forget();
      onClose();
      toast({ tone: 'good', title: t('confirm.reported') });
      await client.invalidateQueries({ queryKey: ['confirmations'] });
    },
  });
  return (
    <Dialog
      title={t('confirm.reportTitle', { name: line.person.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={reporting.isPending}
            onPress={() => {
              setTried(true);
              if (kind && !isShort) reporting.mutate(kind);
            }}
          >
            {t('confirm.send')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <RadioCards
          label={t('confirm.what')}
          value={kind}
          onChange={setKind}
          error={hasTried && !kind ? t('confirm.whatMissing') : undefined}
          choices={kinds.map((id) => ({ id, label: t(`confirm.kinds.${id}`) }))}
        />
        {kind === 'has-left' && line.person.id && (
          <Link to="/avsluta" search={{ person: line.person.id }}>
            {t('confirm.endNow')}
          </Link>
        )}
        <TextArea
          label={t('confirm.note')}
          maxLength={500}
          value={note}
          onChange={setNote}
          error={hasTried && isShort ? t('confirm.noteMissing') : undefined}
        />
        {reporting.error && <ProblemView problem={reporting.error} />}
      </div>
    </Dialog>
  );
}
