import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Analysis, AnalysisAction, CloseAction } from '../../api/generated/types.gen.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Row, RowList } from '../../parts/row-list.js';
import { useDates } from '../../texts/dates.js';
import { CloseDialog, PlanDialog } from './action-dialogs.js';
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
