import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundGroup, Named } from '../../api/generated/types.gen.js';
import { adoptGroup } from '../../api/takeover.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Switch } from '../../parts/choices.js';
import { Dialog } from '../../parts/dialog.js';
import { Field, TextArea } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { toast } from '../../parts/toast.js';
import styles from '../leavers/leavers.module.css';

interface AdoptDialogProps {
  group: FoundGroup;
  systems: readonly Named[];
  onClose: () => void;
}

/** A found group becomes an entitlement: of which system, and what it lets one do. */
export function AdoptDialog({ group, systems, onClose }: AdoptDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [systemId, setSystem] = useState<string | null>(
    systems.length === 1 ? (systems[0]?.id ?? null) : null,
  );
  const [name, setName] = useState(group.name);
  const [sentence, setSentence] = useState('');
  const [sentenceEn, setSentenceEn] = useState('');
  const [risk, setRisk] = useState('2');
  const [privileged, setPrivileged] = useState(false);
  const [hasTried, setTried] = useState(false);
  const isShort = sentence.trim().length < 10;
  const isReady = systemId !== null && name.trim() !== '' && !isShort;
  const adopting = useMutation({
    mutationFn: (system: string) =>
      adoptGroup(group.id, {
        systemId: system,
        name: name.trim(),
        sentence: sentence.trim(),
        ...(sentenceEn.trim() === '' ? {} : { sentenceEn: sentenceEn.trim() }),
        privileged,
        risk: Number(risk),
      }),
    onSuccess: async ({ kept }) => {
      onClose();
      toast({ tone: 'good', title: t('discovery.adopted', { count: kept }) });
      await Promise.all(
        ['discovery', 'unassessed'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
  return (
    <Dialog
      title={t('discovery.adoptOne', { name: group.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={adopting.isPending}
            onPress={() => {
              setTried(true);
              if (isReady) adopting.mutate(systemId);
            }}
          >
            {t('discovery.adopt')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <Select
          label={t('accessMap.system')}
          value={systemId}
          onChange={setSystem}
          options={systems.map((system) => ({ id: system.id, label: system.name }))}
          error={hasTried && systemId === null ? t('discovery.systemMissing') : undefined}
        />
        <Field
          label={t('discovery.name')}
          value={name}
          onChange={setName}
          error={hasTried && name.trim() === '' ? t('discovery.nameMissing') : undefined}
        />
        <TextArea
          label={t('discovery.sentence')}
          help={t('discovery.sentenceHelp')}
          maxLength={500}
          value={sentence}
          onChange={setSentence}
          error={hasTried && isShort ? t('discovery.sentenceMissing') : undefined}
        />
        <TextArea
          label={t('discovery.sentenceEn')}
          isOptional
          maxLength={500}
          value={sentenceEn}
          onChange={setSentenceEn}
        />
        <Select
          label={t('discovery.risk')}
          value={risk}
          onChange={setRisk}
          options={['1', '2', '3', '4', '5'].map((id) => ({ id, label: id }))}
        />
        <Switch isSelected={privileged} onChange={setPrivileged}>
          {t('discovery.privileged')}
        </Switch>
        {adopting.error && <ProblemView problem={adopting.error} />}
      </div>
    </Dialog>
  );
}
