import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { colleaguesQuery, delegationsQuery, giveDelegation } from '../../api/delegations.js';
import type { Delegations } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { RadioCards } from '../../parts/choices.js';
import { ComboBox } from '../../parts/combo-box.js';
import { Dialog } from '../../parts/dialog.js';
import { Field, TextArea } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { toast } from '../../parts/toast.js';
import { addDays, today } from '../../texts/dates.js';
import styles from '../leavers/leavers.module.css';

interface GiveDialogProps {
  scopes: Delegations['scopes'];
  onClose: () => void;
}

type Covers = 'both' | 'requests' | 'reviews';

const everything = 'all';
const shortest = 5;

/** Whom, what, when and why. */
export function GiveDialog({ scopes, onClose }: GiveDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [delegateId, setDelegate] = useState<string | null>(null);
  const [covers, setCovers] = useState<Covers>('both');
  const [scope, setScope] = useState(everything);
  const [from, setFrom] = useState(today());
  const [to, setTo] = useState(addDays(today(), 14));
  const [reason, setReason] = useState('');
  const [hasTried, setTried] = useState(false);
  const found = useQuery(colleaguesQuery(text));
  const options = (found.data?.items ?? []).flatMap(({ person, title, unit }) =>
    person.id ? [{ id: person.id, label: person.name, detail: `${title} · ${unit}` }] : [],
  );
  const giving = useMutation({
    mutationFn: (to_: string) =>
      giveDelegation({
        delegateId: to_,
        covers: covers === 'both' ? ['requests', 'reviews'] : [covers],
        from,
        to,
        reason: reason.trim(),
        ...(scope === everything ? {} : scopeOf(scope)),
      }),
    onSuccess: (all) => {
      client.setQueryData(delegationsQuery.queryKey, all);
      toast({ tone: 'good', title: t('delegations.givenToast') });
      onClose();
    },
  });
  const problems = {
    delegate: delegateId === null ? t('delegations.chooseSomebody') : undefined,
    from: from < today() ? t('delegations.fromPast') : undefined,
    to: to === '' || to < from ? t('delegations.toBefore') : undefined,
    reason: reason.trim().length < shortest ? t('delegations.reasonMissing') : undefined,
  };
  const shown: Partial<typeof problems> = hasTried ? problems : {};
  return (
    <Dialog
      title={t('delegations.give')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={giving.isPending}
            onPress={() => {
              setTried(true);
              if (delegateId !== null && Object.values(problems).every((problem) => problem === undefined))
                giving.mutate(delegateId);
            }}
          >
            {t('delegations.save')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <p>{t('delegations.giveAbout')}</p>
        <ComboBox
          label={t('delegations.who')}
          help={t('delegations.whoAbout')}
          options={options}
          text={text}
          onTextChange={(next) => {
            setText(next);
            if (options.find(({ id }) => id === delegateId)?.label !== next) setDelegate(null);
          }}
          selected={delegateId}
          onSelect={(id) => {
            setDelegate(id);
            setText(options.find((option) => option.id === id)?.label ?? text);
          }}
          isLoading={found.isFetching}
          error={shown.delegate}
        />
        <RadioCards
          label={t('delegations.covers')}
          choices={(['both', 'requests', 'reviews'] as const).map((id) => ({
            id,
            label: t(`delegations.coversWhat.${id}`),
          }))}
          value={covers}
          onChange={setCovers}
        />
        <Select
          label={t('delegations.what')}
          options={[
            { id: everything, label: t('delegations.everything') },
            ...scopes.flatMap((system) => [
              { id: `system ${system.id}`, label: t('delegations.system', { name: system.name }) },
              ...system.roles.map((role) => ({
                id: `role ${role.id}`,
                label: role.name,
                detail: system.name,
              })),
            ]),
          ]}
          value={scope}
          onChange={setScope}
        />
        <div className={styles.pair}>
          <Field
            label={t('delegations.from')}
            type="date"
            value={from}
            onChange={setFrom}
            error={shown.from}
          />
          <Field label={t('delegations.to')} type="date" value={to} onChange={setTo} error={shown.to} />
        </div>
        <TextArea
          label={t('delegations.why')}
          help={t('delegations.whyAbout')}
          rows={2}
          maxLength={500}
          value={reason}
          onChange={setReason}
          error={shown.reason}
        />
        {giving.error && <ProblemView problem={giving.error} />}
      </div>
    </Dialog>
  );
}

function scopeOf(chosen: string): { systemId: string } | { roleId: string } {
  const [kind, id = ''] = chosen.split(' ');
  return kind === 'system' ? { systemId: id } : { roleId: id };
}
