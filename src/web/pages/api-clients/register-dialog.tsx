import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { registerApiClient } from '../../api/access-points.js';
import type { RegisterApiClient } from '../../api/generated/types.gen.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { RadioCards } from '../../parts/choices.js';
import { Dialog } from '../../parts/dialog.js';
import { Field, TextArea } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { today } from '../../texts/dates.js';
import styles from '../providers/providers-page.module.css';
import { ChooseOwner } from './choose-owner.js';

interface RegisterDialogProps {
  sources: readonly { id: string; name: string }[];
  longestDays: number;
  onClose: () => void;
}

const ways = ['private_key_jwt', 'jwks', 'tls'] as const;

/** Lets a program in: what for, for which HR source, whose it is, until when and by which key. */
export function RegisterDialog({ sources, longestDays, onClose }: RegisterDialogProps) {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [purpose, setPurpose] = useState('');
  const [hrSource, setSource] = useState<string | null>(
    sources.length === 1 ? (sources[0]?.id ?? null) : null,
  );
  const [authentication, setWay] = useState<RegisterApiClient['authentication']>('private_key_jwt');
  const [ownerId, setOwnerId] = useState<string | null>(null);
  const [expiresOn, setDay] = useState('');
  const [keyName, setKeyName] = useState('');
  const [key, setKey] = useState('');
  const [jwksUri, setAddress] = useState('');
  const [hasTried, setTried] = useState(false);
  const missing = {
    name: name.trim().length < 3,
    purpose: purpose.trim().length < 10,
    hrSource: hrSource === null,
    ownerId: ownerId === null,
    expiresOn: expiresOn === '',
    keyName: authentication !== 'jwks' && keyName.trim() === '',
    key: authentication !== 'jwks' && key.trim().length < 20,
    jwksUri: authentication === 'jwks' && jwksUri.trim() === '',
  };
  const registering = useMutation({
    mutationFn: () =>
      registerApiClient({
        name: name.trim(),
        purpose: purpose.trim(),
        scopes: ['hr.events'],
        hrSource,
        authentication,
        ownerId: ownerId ?? '',
        expiresOn,
        ...(authentication === 'jwks'
          ? { jwksUri: jwksUri.trim() }
          : { keyName: keyName.trim(), key: key.trim() }),
      }),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: ['api-clients'] });
    },
  });
  const problem = registering.error;
  const errorAt = (field: keyof typeof missing): string | undefined => {
    if (hasTried && missing[field]) return t(`apiClients.wrong.${field}`);
    return fieldText(problem, `/${field}`);
  };
  return (
    <Dialog
      title={t('apiClients.register')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={registering.isPending}
            onPress={() => {
              setTried(true);
              if (!Object.values(missing).includes(true)) registering.mutate();
            }}
          >
            {t('apiClients.register')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <Field label={t('apiClients.name')} value={name} onChange={setName} error={errorAt('name')} />
        <TextArea
          label={t('apiClients.purpose')}
          maxLength={500}
          value={purpose}
          onChange={setPurpose}
          error={errorAt('purpose')}
        />
        <Select
          label={t('apiClients.source')}
          help={t('apiClients.sourceHelp')}
          options={sources.map(({ id, name: label }) => ({ id, label }))}
          value={hrSource}
          onChange={setSource}
          error={errorAt('hrSource')}
        />
        <ChooseOwner selected={ownerId} onSelect={setOwnerId} error={errorAt('ownerId')} />
        <Field
          label={t('apiClients.expires')}
          help={t('apiClients.expiresHelp', { days: longestDays })}
          type="date"
          min={today()}
          value={expiresOn}
          onChange={setDay}
          error={errorAt('expiresOn')}
        />
        <RadioCards
          label={t('apiClients.way')}
          choices={ways.map((id) => ({ id, label: t(`apiClients.ways.${id}`) }))}
          value={authentication}
          onChange={setWay}
        />
        {authentication === 'jwks' ? (
          <Field
            label={t('apiClients.jwksUri')}
            help={t('apiClients.jwksUriHelp')}
            type="url"
            value={jwksUri}
            onChange={setAddress}
            error={errorAt('jwksUri')}
          />
        ) : (
          <>
            <Field
              label={t('apiClients.keyName')}
              help={t('apiClients.keyNameHelp')}
              value={keyName}
              onChange={setKeyName}
              error={errorAt('keyName')}
            />
            <TextArea
              label={t(`apiClients.keyOf.${authentication === 'tls' ? 'tls' : 'private_key_jwt'}`)}
              help={t('apiClients.keyHelp')}
              rows={6}
              value={key}
              onChange={setKey}
              error={errorAt('key')}
            />
          </>
        )}
        {problem && <ProblemView problem={problem} />}
      </div>
    </Dialog>
  );
}
