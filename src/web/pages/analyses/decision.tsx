import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { analysisQuery, decideAnalysis } from '../../api/analyses.js';
import type { Analysis, DecideAnalysis } from '../../api/generated/types.gen.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { useKeptText } from '../../session/use-kept.js';
import { useDates } from '../../texts/dates.js';
import styles from './analyses.module.css';

type Outcome = DecideAnalysis['outcome'];

/** What the information owner may do with an analysis; nothing for everybody else. */
export function Decision({ analysis }: { analysis: Analysis }) {
  const { t } = useTranslation();
  const [deciding, setDeciding] = useState<Outcome | null>(null);
  const { may, state } = analysis;
  const close = () => {
    setDeciding(null);
  };
  return (
    <span className={styles.end}>
      {may.decide && (
        <Button
          look="quiet"
          onPress={() => {
            setDeciding('reject');
          }}
        >
          {t('analyses.reject')}
        </Button>
      )}
      {may.decide && state === 'consulting' && (
        <Button
          look="primary"
          icon="approve"
          onPress={() => {
            setDeciding('approve');
          }}
        >
          {t('analyses.approve')}
        </Button>
      )}
      {may.revoke && (
        <Button
          look="danger-quiet"
          size="small"
          onPress={() => {
            setDeciding('revoke');
          }}
        >
          {t('analyses.revoke')}
        </Button>
      )}
      {deciding === 'approve' && <Approve analysis={analysis} onClose={close} />}
      {(deciding === 'reject' || deciding === 'revoke') && (
        <WithReason analysis={analysis} outcome={deciding} onClose={close} />
      )}
    </span>
  );
}

function useDecision(id: string, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: DecideAnalysis) => decideAnalysis(id, body),
    onSuccess: async (decided) => {
      client.setQueryData(analysisQuery(id).queryKey, decided);
      onDone();
      await Promise.all(
        ['analyses', 'tasks', 'me'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
}

function Approve({ analysis, onClose }: { analysis: Analysis; onClose: () => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const deciding = useDecision(analysis.id, onClose);
  const late = analysis.actions.filter(({ overdue }) => overdue).length;
  return (
    <Dialog
      title={t('analyses.approve')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={deciding.isPending}
            onPress={() => {
              deciding.mutate({ outcome: 'approve', revision: analysis.revision });
            }}
          >
            {t('analyses.approve')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        {deciding.error && <ProblemView problem={deciding.error} />}
        {late > 0 && <Banner tone="wait">{t('analyses.approveLate', { count: late })}</Banner>}
        <p>{t('analyses.approveAbout', { day: dates.day(analysis.validTo) })}</p>
      </div>
    </Dialog>
  );
}

function WithReason({
  analysis,
  outcome,
  onClose,
}: {
  analysis: Analysis;
  outcome: 'reject' | 'revoke';
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const [reason, setReason, forget] = useKeptText(`${outcome}.${analysis.id}`);
  const [hasTried, setTried] = useState(false);
  const deciding = useDecision(analysis.id, () => {
    forget();
    onClose();
  });
  const isShort = reason.trim().length < 10;
  return (
    <Dialog
      title={t(outcome === 'reject' ? 'analyses.rejectTitle' : 'analyses.revokeTitle')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="danger"
            isPending={deciding.isPending}
            onPress={() => {
              setTried(true);
              if (!isShort) deciding.mutate({ outcome, reason: reason.trim() });
            }}
          >
            {t(outcome === 'reject' ? 'analyses.reject' : 'analyses.revoke')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        {deciding.error && <ProblemView problem={deciding.error} />}
        {outcome === 'revoke' && <p>{t('analyses.revokeAbout', { count: analysis.grants })}</p>}
        <TextArea
          label={t('analyses.reason')}
          value={reason}
          onChange={setReason}
          maxLength={1000}
          error={hasTried && isShort ? t('analyses.reasonShort') : fieldText(deciding.error, '/reason')}
        />
      </div>
    </Dialog>
  );
}
