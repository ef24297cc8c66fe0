import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { colleaguesQuery, delegationsQuery, giveDelegation } from '../../api/delegations.js';
import type { Delegations } from '../../api/generated/types.gen.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { RadioCards } from '../../parts/choices.js';
import { ComboBox } from '../../parts/combo-box.js';
import { Dialog } from '../../parts/dialog.js';
import { Field, TextArea } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { toast } from '../../parts/toast.js';
import { useKept } from '../../session/use-kept.js';
import { z } from '../../session/zod.js';
import { addDays, today } from '../../texts/dates.js';
import styles from '../leavers/leavers.module.css';

interface GiveDialogProps {
  scopes: Delegations['scopes'];
  onClose: () => void;
}

const everything = 'all';
const draftSchema = z.object({
  text: z.string(),
  delegateId: z.string().nullable(),
  covers: z.enum(['both', 'requests', 'reviews']),
  /** `everything`, or "system" or "role" and its id. */
  scope: z.string(),
  from: z.string(),
  to: z.string(),
  reason: z.string(),
});
const shortest = 5;

/** Whom, what, when and why. */
export function GiveDialog({ scopes, onClose }: GiveDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fieldText = useFieldText();
  const { written, change, clear } = useKept('delegation', draftSchema, {
    text: '',
    delegateId: null,
    covers: 'both',
    scope: everything,
    from: today(),
    to: addDays(today(), 14),
    reason: '',
  });
  const { text, delegateId, covers, scope, from, to, reason } = written;
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
      clear();
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
            const isSame = options.find(({ id }) => id === delegateId)?.label === next;
            change({ text: next, ...(isSame ? {} : { delegateId: null }) });
          }}
          selected={delegateId}
          onSelect={(id) => {
            change({ delegateId: id, text: options.find((option) => option.id === id)?.label ?? text });
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
          onChange={(chosen) => {
            change({ covers: chosen });
          }}
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
          onChange={(chosen) => {
            change({ scope: chosen });
          }}
        />
        <div className={styles.pair}>
          <Field
            label={t('delegations.from')}
            type="date"
            value={from}
            onChange={(day) => {
              change({ from: day });
            }}
            error={shown.from}
          />
          <Field
            label={t('delegations.to')}
            type="date"
            value={to}
            onChange={(day) => {
              change({ to: day });
            }}
            error={shown.to}
          />
        </div>
        <TextArea
          label={t('delegations.why')}
          help={t('delegations.whyAbout')}
          rows={2}
          maxLength={500}
          value={reason}
          onChange={(why) => {
            change({ reason: why });
          }}
          error={shown.reason ?? fieldText(giving.error, '/reason')}
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
