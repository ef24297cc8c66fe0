import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { analysisQuery, closeAction, planAction } from '../../api/analyses.js';
import type { AnalysisAction, CloseAction } from '../../api/generated/types.gen.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Field, TextArea } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { useKept, useKeptText } from '../../session/use-kept.js';
import { z } from '../../session/zod.js';
import { ChooseConsulted } from './choose-consulted.js';
import styles from './analyses.module.css';

const planSchema = z.object({
  riskId: z.string().nullable(),
  what: z.string(),
  owner: z.object({ id: z.string(), name: z.string() }).nullable(),
  dueOn: z.string(),
});

/** A measure against a risk: what, who and by when. */
export function PlanDialog({
  analysisId,
  risks,
  onClose,
}: {
  analysisId: string;
  risks: readonly { id: string; label: string }[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fieldText = useFieldText();
  const { written, change, clear } = useKept(`action.${analysisId}`, planSchema, {
    riskId: risks.length === 1 ? (risks[0]?.id ?? null) : null,
    what: '',
    owner: null,
    dueOn: '',
  });
  const { riskId, what, owner, dueOn } = written;
  const [hasTried, setTried] = useState(false);
  const planning = useMutation({
    mutationFn: (plan: { riskId: string; ownerId: string }) =>
      planAction(analysisId, { ...plan, what: what.trim(), dueOn }),
    onSuccess: async (planned) => {
      clear();
      client.setQueryData(analysisQuery(analysisId).queryKey, planned);
      onClose();
      await client.invalidateQueries({ queryKey: ['analyses'] });
    },
  });
  const isShort = what.trim().length < 10;
  const press = (): void => {
    setTried(true);
    if (riskId !== null && owner !== null && dueOn !== '' && !isShort)
      planning.mutate({ riskId, ownerId: owner.id });
  };
  return (
    <Dialog
      title={t('analyses.plan')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button look="primary" isPending={planning.isPending} onPress={press}>
            {t('analyses.plan')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        {planning.error && <ProblemView problem={planning.error} />}
        <Select
          label={t('analyses.planRisk')}
          options={risks}
          value={riskId}
          onChange={(id) => {
            change({ riskId: id });
          }}
          error={hasTried && riskId === null ? t('parts.choose') : undefined}
        />
        <TextArea
          label={t('analyses.planWhat')}
          value={what}
          onChange={(text) => {
            change({ what: text });
          }}
          maxLength={1000}
          error={hasTried && isShort ? t('analyses.reasonShort') : fieldText(planning.error, '/what')}
        />
        <ChooseConsulted
          label={t('analyses.planOwner')}
          selected={owner}
          onSelect={(person) => {
            change({ owner: person });
          }}
          error={hasTried && owner === null ? t('analyses.whoMissing') : undefined}
        />
        <Field
          label={t('analyses.planDue')}
          type="date"
          value={dueOn}
          onChange={(day) => {
            change({ dueOn: day });
          }}
          error={hasTried && dueOn === '' ? t('analyses.dayMissing') : fieldText(planning.error, '/dueOn')}
        />
      </div>
    </Dialog>
  );
}

/** A measure is done, or is given up, with a word on it. */
export function CloseDialog({
  action,
  outcome,
  onClose,
}: {
  action: AnalysisAction;
  outcome: CloseAction['outcome'];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fieldText = useFieldText();
  const [note, setNote, forget] = useKeptText(`${outcome}.${action.id}`);
  const [hasTried, setTried] = useState(false);
  const isShort = note.trim().length < 10;
  const closing = useMutation({
    mutationFn: () => closeAction(action.id, { outcome, note: note.trim() }),
    onSuccess: async () => {
      forget();
      onClose();
      await Promise.all(
        ['analysis', 'analyses', 'tasks', 'me'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
  const isDone = outcome === 'done';
  return (
    <Dialog
      title={t(isDone ? 'analyses.finishTitle' : 'analyses.cancelAction')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look={isDone ? 'primary' : 'danger'}
            isPending={closing.isPending}
            onPress={() => {
              setTried(true);
              if (!isShort) closing.mutate();
            }}
          >
            {t(isDone ? 'analyses.finish' : 'analyses.cancelAction')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        {closing.error && <ProblemView problem={closing.error} />}
        <p>{action.what}</p>
        <TextArea
          label={t(isDone ? 'analyses.note' : 'analyses.noteCancel')}
          value={note}
          onChange={setNote}
          maxLength={1000}
          error={hasTried && isShort ? t('analyses.reasonShort') : fieldText(closing.error, '/note')}
        />
      </div>
    </Dialog>
  );
}
