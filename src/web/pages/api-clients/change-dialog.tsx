import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeApiClient } from '../../api/access-points.js';
import type { ApiClient, ChangeApiClient } from '../../api/generated/types.gen.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Field, TextArea } from '../../parts/field.js';
import { today } from '../../texts/dates.js';
import styles from '../providers/providers-page.module.css';
import { ChooseOwner } from './choose-owner.js';

export interface ClientChange {
  kind: ChangeApiClient['kind'];
  key?: ApiClient['keys'][number];
}

interface ChangeDialogProps {
  client: ApiClient;
  change: ClientChange;
  onClose: () => void;
}

/** One change of a program; what is missing is said beside the field. */
export function ChangeDialog({ client, change: { kind, key: removed }, onClose }: ChangeDialogProps) {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const queries = useQueryClient();
  const [ownerId, setOwnerId] = useState<string | null>(null);
  const [day, setDay] = useState('');
  const [key, setKey] = useState('');
  const [keyName, setKeyName] = useState('');
  const [reason, setReason] = useState('');
  const [hasTried, setTried] = useState(false);
  const [jwksUri, setAddress] = useState('');
  const asksReason = ['disabled', 'enabled', 'extension', 'keys-moved'].includes(kind);
  const missing = {
    ownerId: kind === 'owner' && ownerId === null,
    expiresOn: kind === 'extension' && day === '',
    key: kind === 'key-added' && key.trim().length < 20,
    name: kind === 'key-added' && keyName.trim() === '',
    jwksUri: kind === 'keys-moved' && jwksUri.trim() === '',
    reason: asksReason && reason.trim().length < 5,
  };
  const changing = useMutation({
    mutationFn: () => changeApiClient(client.id, bodyOf()),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: ['api-clients'] });
    },
  });
  const bodyOf = (): ChangeApiClient => {
    switch (kind) {
      case 'owner':
        return { kind, ownerId: ownerId ?? '' };
      case 'extension':
        return { kind, expiresOn: day, reason: reason.trim() };
      case 'key-added':
        return { kind, key: key.trim(), name: keyName.trim() };
      case 'key-removed':
        return { kind, keyId: removed?.id ?? '' };
      case 'keys-moved':
        return { kind, jwksUri: jwksUri.trim(), reason: reason.trim() };
      default:
        return { kind, reason: reason.trim() };
    }
  };
  const problem = changing.error;
  const errorAt = (field: keyof typeof missing): string | undefined => {
    if (hasTried && missing[field]) return t(`apiClients.wrong.${field}`);
    return fieldText(problem, `/${field}`);
  };
  return (
    <Dialog
      title={t(`apiClients.changes.${kind}`)}
      role={kind === 'disabled' || kind === 'key-removed' ? 'alertdialog' : 'dialog'}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look={kind === 'disabled' || kind === 'key-removed' ? 'danger' : 'primary'}
            isPending={changing.isPending}
            onPress={() => {
              setTried(true);
              if (!Object.values(missing).includes(true)) changing.mutate();
            }}
          >
            {t(`apiClients.changes.${kind}`)}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <p>{t(`apiClients.explains.${kind}`, { name: client.name, key: removed?.name ?? '' })}</p>
        {kind === 'owner' && (
          <ChooseOwner selected={ownerId} onSelect={setOwnerId} error={errorAt('ownerId')} />
        )}
        {kind === 'extension' && (
          <Field
            label={t('apiClients.expires')}
            type="date"
            min={today()}
            value={day}
            onChange={setDay}
            error={errorAt('expiresOn')}
          />
        )}
        {kind === 'key-added' && (
          <>
            <Field
              label={t('apiClients.keyName')}
              help={t('apiClients.keyNameHelp')}
              value={keyName}
              onChange={setKeyName}
              error={errorAt('name')}
            />
            <TextArea
              label={t(`apiClients.keyOf.${client.authentication === 'tls' ? 'tls' : 'private_key_jwt'}`)}
              help={t('apiClients.keyHelp')}
              rows={6}
              value={key}
              onChange={setKey}
              error={errorAt('key')}
            />
          </>
        )}
        {kind === 'keys-moved' && (
          <Field
            label={t('apiClients.jwksUri')}
            help={t('apiClients.jwksUriHelp')}
            type="url"
            value={jwksUri}
            onChange={setAddress}
            error={errorAt('jwksUri')}
          />
        )}
        {asksReason && (
          <TextArea
            label={t('apiClients.reason')}
            maxLength={500}
            value={reason}
            onChange={setReason}
            error={errorAt('reason')}
          />
        )}
        {problem && <ProblemView problem={problem} />}
      </div>
    </Dialog>
  );
}
