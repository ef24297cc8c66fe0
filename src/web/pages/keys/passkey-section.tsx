import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { beginEnrolment, finishEnrolment, removePasskey, renamePasskey } from '../../api/credentials.js';
import type { Credentials } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { Dialog } from '../../parts/dialog.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Field } from '../../parts/field.js';
import { Ago, Day } from '../../parts/when.js';
import { hasPasskeys, makePasskey } from '../../session/passkey.js';
import styles from './keys-page.module.css';

type Passkey = Credentials['passkeys'][number];
type Doing = { what: 'add' } | { what: 'rename' | 'remove'; passkey: Passkey };

export function PasskeySection({ credentials }: { credentials: Credentials }) {
  const { t } = useTranslation();
  const [doing, setDoing] = useState<Doing | null>(null);
  const { passkeys, mayEnrol } = credentials;
  return (
    <Section
      title={t('keys.passkeys')}
      about={t('keys.passkeysAbout')}
      aside={
        mayEnrol &&
        hasPasskeys() && (
          <Button
            look="primary"
            icon="plus"
            onPress={() => {
              setDoing({ what: 'add' });
            }}
          >
            {t('keys.add')}
          </Button>
        )
      }
    >
      <Card flush>
        {passkeys.length === 0 && (
          <EmptyState icon="key" title={t('keys.none')}>
            {t('keys.noneAbout')}
          </EmptyState>
        )}
        <ul className={styles.list}>
          {passkeys.map((passkey) => (
            <li key={passkey.id} className={styles.item}>
              <div className={styles.words}>
                <strong>{passkey.name}</strong>
                <span className={styles.badges}>
                  {passkey.barredAt !== null && <Badge tone="danger">{t('keys.barred')}</Badge>}
                  {passkey.isCurrent && <Badge tone="good">{t('keys.current')}</Badge>}
                  <Badge icon={passkey.deviceBound ? 'lock' : 'globe'}>
                    {t(passkey.deviceBound ? 'keys.deviceBound' : 'keys.synced')}
                  </Badge>
                  <Badge>{t('keys.level', { level: passkey.level })}</Badge>
                </span>
                <span className={styles.detail}>
                  {t('keys.added')} <Day day={passkey.createdAt} /> ·{' '}
                  {passkey.lastUsedAt === null ? (
                    t('keys.neverUsed')
                  ) : (
                    <>
                      {t('keys.used')} <Ago at={passkey.lastUsedAt} />
                    </>
                  )}
                </span>
              </div>
              {passkey.barredAt === null && (
                <div className={styles.actions}>
                  <Button
                    size="small"
                    aria-label={t('keys.renameOne', { name: passkey.name })}
                    onPress={() => {
                      setDoing({ what: 'rename', passkey });
                    }}
                  >
                    {t('keys.rename')}
                  </Button>
                  <Button
                    size="small"
                    look="danger-quiet"
                    aria-label={t('keys.removeOne', { name: passkey.name })}
                    onPress={() => {
                      setDoing({ what: 'remove', passkey });
                    }}
                  >
                    {t('keys.remove')}
                  </Button>
                </div>
              )}
            </li>
          ))}
        </ul>
      </Card>
      {doing && (
        <PasskeyDialog
          doing={doing}
          onClose={() => {
            setDoing(null);
          }}
        />
      )}
    </Section>
  );
}

function PasskeyDialog({ doing, onClose }: { doing: Doing; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState(doing.what === 'rename' ? doing.passkey.name : '');
  const [hasTried, setTried] = useState(false);
  const changing = useMutation({
    mutationFn: async (): Promise<unknown> => {
      if (doing.what === 'remove') return removePasskey(doing.passkey.id);
      if (doing.what === 'rename') return renamePasskey(doing.passkey.id, name.trim());
      const response = await makePasskey(await beginEnrolment());
      return finishEnrolment({ response, name: name.trim() });
    },
    onSuccess: async () => {
      onClose();
      await Promise.all(
        ['credentials', 'notices'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
  const takesName = doing.what !== 'remove';
  return (
    <Dialog
      title={t(`keys.${doing.what}Title`)}
      role={takesName ? 'dialog' : 'alertdialog'}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look={takesName ? 'primary' : 'danger'}
            isPending={changing.isPending}
            onPress={() => {
              setTried(true);
              if (!takesName || name.trim() !== '') changing.mutate();
            }}
          >
            {t(`keys.${doing.what}Go`)}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        {takesName ? (
          <Field
            label={t('keys.name')}
            help={t('keys.nameHelp')}
            value={name}
            onChange={setName}
            autoFocus
            error={hasTried && name.trim() === '' ? t('signIn.fillIn') : undefined}
          />
        ) : (
          <p>{t('keys.removeAbout', { name: doing.passkey.name })}</p>
        )}
        {changing.error && <ProblemView problem={changing.error} />}
      </div>
    </Dialog>
  );
}
