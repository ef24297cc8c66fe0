import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DecideRequest, RequestView } from '../../api/generated/types.gen.js';
import { decideRequest, narrowerUnitsQuery } from '../../api/requests.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { TextArea } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { DaysField } from '../request/days-field.js';
import { useDecisionDraft } from './decision-draft.js';
import styles from './evidence.module.css';

interface DecisionFormProps {
  request: RequestView;
  onDecided: (decided: RequestView) => void;
}

const whole = 'all';

/** Approve, approve for a shorter time or a part of the unit, or refuse with a reason. Wider than asked is not on offer. */
export function DecisionForm({ request, onDecided }: DecisionFormProps) {
  const { t } = useTranslation();
  const asked = request.daysLeft;
  const [draft, setDraft, forget] = useDecisionDraft(request.id, { days: asked, unitId: whole, reason: '' });
  const { days, unitId, reason } = draft;
  const [reasonError, setReasonError] = useState<string>();
  const reasonArea = useRef<HTMLTextAreaElement>(null);
  const units = useQuery(narrowerUnitsQuery(request.id)).data?.items ?? [];
  const deciding = useMutation({
    mutationFn: (decision: DecideRequest) =>
      decideRequest(request.id, { ...decision, revision: request.revision }),
    onSuccess: (decided) => {
      forget();
      onDecided(decided);
    },
  });
  const isDays = Number.isInteger(days) && days >= 1 && days <= asked;
  const isShorter = isDays && days < asked;

  const refuse = () => {
    if (reason.trim().length < 5) {
      setReasonError(t('approvals.reasonMissing'));
      reasonArea.current?.focus();
      return;
    }
    deciding.mutate({ outcome: 'refuse', reason: reason.trim() });
  };
  const approve = () => {
    if (!isDays) return;
    deciding.mutate({
      outcome: 'approve',
      ...(isShorter ? { days } : {}),
      ...(unitId === whole ? {} : { unitId }),
      ...(reason.trim() ? { reason: reason.trim() } : {}),
    });
  };

  return (
    <section className={styles.decision} aria-label={t('approvals.yourDecision')}>
      <h3>{t('approvals.yourDecision')}</h3>
      <DaysField
        label={t('approvals.days')}
        value={days}
        onChange={(next) => {
          setDraft({ ...draft, days: next });
        }}
        max={asked}
        error={isDays ? undefined : t('approvals.daysWrong', { count: asked })}
      />
      {units.length > 0 && (
        <Select
          label={t('approvals.scope')}
          help={t('approvals.scopeAbout')}
          options={[
            { id: whole, label: t('approvals.scopeAll', { unit: (request.scope ?? request.unit).name }) },
            ...units.map(({ id, name }) => ({ id, label: name })),
          ]}
          value={unitId}
          onChange={(id) => {
            setDraft({ ...draft, unitId: id });
          }}
        />
      )}
      <TextArea
        label={t('approvals.reason')}
        help={t('approvals.reasonAbout')}
        isOptional
        rows={2}
        maxLength={1000}
        value={reason}
        onChange={(text) => {
          setDraft({ ...draft, reason: text });
          setReasonError(undefined);
        }}
        error={reasonError}
        areaRef={reasonArea}
      />
      {deciding.error && <ProblemView problem={deciding.error} />}
      <div className={styles.actions}>
        <Button look="danger-quiet" onPress={refuse} isDisabled={deciding.isPending}>
          {t('approvals.refuse')}
        </Button>
        <Button
          look="primary"
          icon="check"
          onPress={approve}
          isPending={deciding.isPending}
          isDisabled={!isDays}
        >
          {isShorter ? t('approvals.approveShorter', { count: days }) : t('approvals.approve')}
        </Button>
      </div>
    </section>
  );
}
