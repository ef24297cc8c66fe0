import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exceptionChoicesQuery, orderException } from '../../api/exceptions.js';
import type { AssuranceExceptionChoices } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Checkbox, RadioCards } from '../../parts/choices.js';
import { Dialog } from '../../parts/dialog.js';
import { Field, FieldProblem, TextArea } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useDates } from '../../texts/dates.js';
import { useKept } from '../../session/use-kept.js';
import { z } from '../../session/zod.js';
import styles from '../leavers/leavers.module.css';

const shortestRisk = 30;
const shortestSafeguards = 10;
/** Days that a known device may be known. */
const mostDays = 10;

function isDays(text: string): boolean {
  return /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= mostDays;
}

/** Asks the information owner for an exception: which system, why, what is done instead, and until when. */
export function OrderDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error } = useQuery(exceptionChoicesQuery);
  const order = useOrder(data);
  const sending = useMutation({
    mutationFn: orderException,
    onSuccess: async () => {
      order.forget();
      onClose();
      await client.invalidateQueries({ queryKey: ['exceptions'] });
    },
  });
  return (
    <Dialog
      title={t('exceptions.orderTitle')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={sending.isPending}
            isDisabled={!data}
            onPress={() => {
              const body = order.complete();
              if (body) sending.mutate(body);
            }}
          >
            {t('exceptions.send')}
          </Button>
        </>
      }
    >
      {error && <ProblemView problem={error} />}
      {!data && !error && <Skeleton rows={4} />}
      {data && (
        <div className={styles.stack}>
          <p>{t('exceptions.orderAbout')}</p>
          <OrderFields order={order} choices={data} />
          {sending.error && <ProblemView problem={sending.error} />}
        </div>
      )}
    </Dialog>
  );
}

const draftSchema = z.object({
  riskAnalysis: z.string(),
  safeguards: z.string(),
  validTo: z.string(),
  device: z.string(),
});
const nothing = { riskAnalysis: '', safeguards: '', validTo: '', device: '' };

function useOrder(data: AssuranceExceptionChoices | undefined) {
  const [systemId, chooseSystem] = useState<string | null>(null);
  const [scope, setScope] = useState<'all' | 'some'>('all');
  const [roleIds, setRoleIds] = useState<readonly string[]>([]);
  const { written, change, clear } = useKept('exception.order', draftSchema, nothing);
  const { riskAnalysis, safeguards, validTo, device } = written;
  const [hasTried, setTried] = useState(false);
  const wrong = {
    system: systemId === null,
    roles: scope === 'some' && roleIds.length === 0,
    risk: riskAnalysis.trim().length < shortestRisk,
    safeguards: safeguards.trim().length < shortestSafeguards,
    validTo: validTo === '',
    device: device !== '' && !isDays(device),
  };
  return {
    system: data?.items.find(({ id }) => id === systemId) ?? null,
    systemId,
    setSystemId: (id: string | null) => {
      chooseSystem(id);
      setRoleIds([]);
    },
    scope,
    setScope,
    roleIds,
    setRoleIds,
    riskAnalysis,
    setRisk: (typed: string) => {
      change({ riskAnalysis: typed });
    },
    safeguards,
    setSafeguards: (typed: string) => {
      change({ safeguards: typed });
    },
    validTo,
    setValidTo: (typed: string) => {
      change({ validTo: typed });
    },
    device,
    setDevice: (typed: string) => {
      change({ device: typed });
    },
    forget: clear,
    /** Whether to say at a field what is wrong with it. */
    says: (field: keyof typeof wrong): boolean => hasTried && wrong[field],
    complete() {
      setTried(true);
      if (systemId === null || Object.values(wrong).includes(true)) return null;
      return {
        systemId,
        roleIds: scope === 'all' ? null : [...roleIds],
        riskAnalysis: riskAnalysis.trim(),
        safeguards: safeguards.trim(),
        validTo,
        knownDeviceDays: device === '' ? null : Number(device),
      };
    },
  };
}

function OrderFields({
  order,
  choices,
}: {
  order: ReturnType<typeof useOrder>;
  choices: AssuranceExceptionChoices;
}) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <>
      <Select
        label={t('exceptions.system')}
        help={t('exceptions.systemAbout', { class: choices.highestClass })}
        options={choices.items.map(({ id, name }) => ({ id, label: name }))}
        value={order.systemId}
        onChange={order.setSystemId}
        error={order.says('system') ? t('exceptions.systemMissing') : undefined}
      />
      <RadioCards
        label={t('exceptions.scope')}
        value={order.scope}
        onChange={order.setScope}
        choices={[
          { id: 'all', label: t('exceptions.allRoles'), detail: t('exceptions.allRolesAbout') },
          { id: 'some', label: t('exceptions.someRoles'), isDisabled: !order.system?.roles.length },
        ]}
      />
      {order.scope === 'some' && order.system && (
        <div role="group" aria-label={t('exceptions.roles')} className={styles.stack}>
          {order.system.roles.map(({ id, name }) => (
            <Checkbox
              key={id}
              isSelected={order.roleIds.includes(id)}
              onChange={(isSelected) => {
                order.setRoleIds(
                  isSelected ? [...order.roleIds, id] : order.roleIds.filter((one) => one !== id),
                );
              }}
            >
              {name}
            </Checkbox>
          ))}
          <FieldProblem error={order.says('roles') ? t('exceptions.rolesMissing') : undefined} />
        </div>
      )}
      <TextArea
        label={t('exceptions.risk')}
        help={t('exceptions.riskAbout')}
        rows={4}
        maxLength={4000}
        value={order.riskAnalysis}
        onChange={order.setRisk}
        error={order.says('risk') ? t('exceptions.tooShort', { count: shortestRisk }) : undefined}
      />
      <TextArea
        label={t('exceptions.safeguards')}
        help={t('exceptions.safeguardsAbout')}
        maxLength={2000}
        value={order.safeguards}
        onChange={order.setSafeguards}
        error={order.says('safeguards') ? t('exceptions.tooShort', { count: shortestSafeguards }) : undefined}
      />
      <Field
        label={t('exceptions.validTo')}
        help={t('exceptions.validToAbout', { day: dates.day(choices.latest) })}
        type="date"
        value={order.validTo}
        onChange={order.setValidTo}
        error={order.says('validTo') ? t('exceptions.validToMissing') : undefined}
      />
      <Field
        label={t('exceptions.device')}
        help={t('exceptions.deviceAbout', { count: mostDays })}
        inputMode="numeric"
        value={order.device}
        onChange={order.setDevice}
        error={order.says('device') ? t('exceptions.deviceDays', { count: mostDays }) : undefined}
      />
    </>
  );
}
