import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DecideRequest, RequestView } from '../../api/generated/types.gen.js';
import { Problem } from '../../api/problem.js';
import { decideRequest, narrowerUnitsQuery, requestQuery } from '../../api/requests.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { TextArea } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { useKept } from '../../session/use-kept.js';
import { z } from '../../session/zod.js';
import { DaysField } from '../request/days-field.js';
import styles from './evidence.module.css';

interface DecisionFormProps {
  request: RequestView;
  onDecided: (decided: RequestView) => void;
}

const whole = 'all';
const draftSchema = z.object({
  days: z.number().nullable(),
  unitId: z.string(),
  roleId: z.string().default(whole),
  reason: z.string(),
});

/** Approve, approve for a shorter time or a part of the unit, or refuse with a reason. Wider than asked is not on offer. */
export function DecisionForm({ request, onDecided }: DecisionFormProps) {
  const { t } = useTranslation();
  const asked = request.daysLeft;
  const fieldText = useFieldText();
  const client = useQueryClient();
  const { written, change, clear } = useKept(`decision.${request.id}`, draftSchema, {
    days: asked,
    unitId: whole,
    roleId: whole,
    reason: '',
  });
  const { unitId, roleId, reason } = written;
  const days = written.days ?? Number.NaN;
  // The page follows the request; a decision is on what has been read.
  const [read, setRead] = useState(request.revision);
  const isNew = read !== request.revision;
  const [reasonError, setReasonError] = useState<string>();
  const reasonArea = useRef<HTMLTextAreaElement>(null);
  const narrower = useQuery(narrowerUnitsQuery(request.id)).data;
  const units = narrower?.items ?? [];
  const roles = narrower?.roles ?? [];
  const deciding = useMutation({
    mutationFn: (decision: DecideRequest) =>
      decideRequest(request.id, { ...decision, revision: request.revision }),
    onSuccess: (decided) => {
      clear();
      onDecided(decided);
    },
    onError: async (problem) => {
      if (problem instanceof Problem && problem.status === 409)
        await client.invalidateQueries({ queryKey: requestQuery(request.id).queryKey });
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
      ...(roleId === whole ? {} : { roleId }),
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
          change({ days: Number.isFinite(next) ? next : null });
        }}
        max={asked}
        error={isDays ? undefined : t('approvals.daysWrong', { count: asked })}
      />
      {roles.length > 0 && (
        <Select
          label={t('approvals.role')}
          help={t('approvals.roleAbout')}
          options={[
            { id: whole, label: t('approvals.roleAll', { role: request.role.name }) },
            ...roles.map(({ id, name }) => ({ id, label: name })),
          ]}
          value={roleId}
          onChange={(id) => {
            change({ roleId: id });
          }}
          error={fieldText(deciding.error, '/roleId')}
        />
      )}
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
            change({ unitId: id });
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
          change({ reason: text });
          setReasonError(undefined);
        }}
        error={reasonError ?? fieldText(deciding.error, '/reason')}
        areaRef={reasonArea}
      />
      {isNew && (
        <Banner
          tone="wait"
          isNews
          title={t('approvals.changed')}
          actions={
            <Button
              size="small"
              onPress={() => {
                deciding.reset();
                setRead(request.revision);
              }}
            >
              {t('approvals.changedRead')}
            </Button>
          }
        >
          {t('approvals.changedAbout')}
        </Banner>
      )}
      {deciding.error && <ProblemView problem={deciding.error} />}
      <div className={styles.actions}>
        <Button look="danger-quiet" onPress={refuse} isDisabled={deciding.isPending || isNew}>
          {t('approvals.refuse')}
        </Button>
        <Button
          look="primary"
          icon="check"
          onPress={approve}
          isPending={deciding.isPending}
          isDisabled={!isDays || isNew}
        >
          {isShorter ? t('approvals.approveShorter', { count: days }) : t('approvals.approve')}
        </Button>
      </div>
    </section>
  );
}
