import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DecideRequest, RequestView } from '../../api/generated/types.gen.js';
import { decideRequest } from '../../api/requests.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { TextArea } from '../../parts/field.js';
import { DaysField } from '../request/days-field.js';
import styles from './evidence.module.css';

interface DecisionFormProps {
  request: RequestView;
  onDecided: (decided: RequestView) => void;
}

/** Approve, approve for a shorter time, or refuse with a reason. Longer than asked is not on offer. */
export function DecisionForm({ request, onDecided }: DecisionFormProps) {
  const { t } = useTranslation();
  const asked = request.assessment.days;
  const [days, setDays] = useState(asked);
  const [reason, setReason] = useState('');
  const [reasonError, setReasonError] = useState<string>();
  const reasonArea = useRef<HTMLTextAreaElement>(null);
  const deciding = useMutation({
    mutationFn: (decision: DecideRequest) => decideRequest(request.id, decision),
    onSuccess: onDecided,
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
      ...(reason.trim() ? { reason: reason.trim() } : {}),
    });
  };

  return (
    <section className={styles.decision} aria-label={t('approvals.yourDecision')}>
      <h3>{t('approvals.yourDecision')}</h3>
      <DaysField
        label={t('approvals.days')}
        value={days}
        onChange={setDays}
        max={asked}
        error={isDays ? undefined : t('approvals.daysWrong', { count: asked })}
      />
      <TextArea
        label={t('approvals.reason')}
        help={t('approvals.reasonAbout')}
        isOptional
        rows={2}
        maxLength={1000}
        value={reason}
        onChange={(text) => {
          setReason(text);
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
