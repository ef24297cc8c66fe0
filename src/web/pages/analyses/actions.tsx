import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { analysisQuery, closeAction, planAction } from '../../api/analyses.js';
import type { Analysis, AnalysisAction, CloseAction } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { Dialog } from '../../parts/dialog.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Field, TextArea } from '../../parts/field.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Select } from '../../parts/select.js';
import { useDates } from '../../texts/dates.js';
import { ChooseConsulted } from './choose-consulted.js';
import styles from './analyses.module.css';

/** What is to be done about the risks that are not accepted: by whom, by when, and what became of it. */
export function Actions({ analysis }: { analysis: Analysis }) {
  const { t } = useTranslation();
  const [isPlanning, setPlanning] = useState(false);
  const [closing, setClosing] = useState<{ action: AnalysisAction; outcome: CloseAction['outcome'] } | null>(
    null,
  );
  const mayPlan = analysis.may.edit || (analysis.may.revise && analysis.state === 'approved');
  const risks = (analysis.content.risks ?? []).flatMap(({ id, risk, decision }) =>
    id !== undefined && decision === 'not-accepted' ? [{ id, label: risk }] : [],
  );
  return (
    <div className={styles.stack}>
      {mayPlan && risks.length > 0 && (
        <div>
          <Button
            icon="plus"
            onPress={() => {
              setPlanning(true);
            }}
          >
            {t('analyses.plan')}
          </Button>
        </div>
      )}
      <Card flush>
        {analysis.actions.length === 0 ? (
          <EmptyState icon="done" title={t('analyses.noActions')}>
            {t('analyses.noActionsAbout')}
          </EmptyState>
        ) : (
          <RowList label={t('analyses.tabs.actions')}>
            {analysis.actions.map((action) => (
              <ActionRow
                key={action.id}
                action={action}
                risk={analysis.content.risks?.find(({ id }) => id === action.riskId)?.risk ?? ''}
                onClose={(outcome) => {
                  setClosing({ action, outcome });
                }}
              />
            ))}
          </RowList>
        )}
      </Card>
      {isPlanning && (
        <PlanDialog
          analysisId={analysis.id}
          risks={risks}
          onClose={() => {
            setPlanning(false);
          }}
        />
      )}
      {closing && (
        <CloseDialog
          {...closing}
          onClose={() => {
            setClosing(null);
          }}
        />
      )}
    </div>
  );
}

function ActionRow({
  action,
  risk,
  onClose,
}: {
  action: AnalysisAction;
  risk: string;
  onClose: (outcome: CloseAction['outcome']) => void;
}) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <Row>
      <span className={styles.words}>
        <strong>{action.what}</strong>
        <span className={styles.detail}>
          {action.owner.name}
          {risk !== '' && ` · ${risk}`}
        </span>
        {action.note !== null && <span className={styles.prose}>{action.note}</span>}
        {action.closedBy && action.closedAt !== null && (
          <span className={styles.detail}>
            {t('analyses.closedBy', { name: action.closedBy.name, day: dates.day(action.closedAt) })}
          </span>
        )}
      </span>
      <span className={styles.end}>
        {action.state === 'open' ? (
          <Badge tone={action.overdue ? 'danger' : 'wait'} icon="calendar">
            {t(action.overdue ? 'analyses.late' : 'analyses.due', { day: dates.day(action.dueOn) })}
          </Badge>
        ) : (
          <Badge tone={action.state === 'done' ? 'good' : 'neutral'}>
            {t(`analyses.actionState.${action.state}`)}
          </Badge>
        )}
        {action.may.finish && (
          <Button
            size="small"
            look="primary"
            onPress={() => {
              onClose('done');
            }}
          >
            {t('analyses.finish')}
          </Button>
        )}
        {action.may.cancel && (
          <Button
            size="small"
            look="quiet"
            onPress={() => {
              onClose('cancelled');
            }}
          >
            {t('analyses.cancelAction')}
          </Button>
        )}
      </span>
    </Row>
  );
}

function PlanDialog({
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
  const [riskId, setRiskId] = useState<string | null>(risks.length === 1 ? (risks[0]?.id ?? null) : null);
  const [what, setWhat] = useState('');
  const [owner, setOwner] = useState<{ id: string; name: string } | null>(null);
  const [dueOn, setDueOn] = useState('');
  const [hasTried, setTried] = useState(false);
  const planning = useMutation({
    mutationFn: (plan: { riskId: string; ownerId: string }) =>
      planAction(analysisId, { ...plan, what: what.trim(), dueOn }),
    onSuccess: async (planned) => {
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
          onChange={setRiskId}
          placeholder={t('analyses.choose')}
          error={hasTried && riskId === null ? t('analyses.choose') : undefined}
        />
        <TextArea
          label={t('analyses.planWhat')}
          value={what}
          onChange={setWhat}
          maxLength={1000}
          error={hasTried && isShort ? t('analyses.reasonShort') : undefined}
        />
        <ChooseConsulted
          label={t('analyses.planOwner')}
          selected={owner}
          onSelect={setOwner}
          error={hasTried && owner === null ? t('analyses.whoMissing') : undefined}
        />
        <Field
          label={t('analyses.planDue')}
          type="date"
          value={dueOn}
          onChange={setDueOn}
          error={hasTried && dueOn === '' ? t('analyses.dayMissing') : undefined}
        />
      </div>
    </Dialog>
  );
}

function CloseDialog({
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
  const [note, setNote] = useState('');
  const [hasTried, setTried] = useState(false);
  const isShort = note.trim().length < 10;
  const closing = useMutation({
    mutationFn: () => closeAction(action.id, { outcome, note: note.trim() }),
    onSuccess: async () => {
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
          error={hasTried && isShort ? t('analyses.reasonShort') : undefined}
        />
      </div>
    </Dialog>
  );
}
