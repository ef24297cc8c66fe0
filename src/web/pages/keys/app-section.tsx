import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { beginApp, confirmApp, removeApp, renewRecoveryCodes } from '../../api/credentials.js';
import type { Credentials, NewAuthenticatorApp } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card, Facts, Section } from '../../parts/card.js';
import { Dialog } from '../../parts/dialog.js';
import { Field } from '../../parts/field.js';
import { QrCode } from '../../parts/qr-code.js';
import { Ago, Day } from '../../parts/when.js';
import styles from './keys-page.module.css';

/** The authenticator app, for password and code, and its recovery codes. */
export function AppSection({ credentials: { app, mayEnrol } }: { credentials: Credentials }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [begun, setBegun] = useState<NewAuthenticatorApp | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [isRemoving, setRemoving] = useState(false);
  const refresh = () =>
    Promise.all(['credentials', 'notices'].map((key) => client.invalidateQueries({ queryKey: [key] })));
  const beginning = useMutation({ mutationFn: beginApp, onSuccess: setBegun });
  const renewing = useMutation({
    mutationFn: renewRecoveryCodes,
    onSuccess: async (made) => {
      setCodes(made.codes);
      await refresh();
    },
  });
  const removing = useMutation({
    mutationFn: removeApp,
    onSuccess: async () => {
      setRemoving(false);
      await refresh();
    },
  });
  const problem = beginning.error ?? renewing.error;
  return (
    <Section
      title={t('keys.app')}
      about={t('keys.appAbout')}
      aside={
        !app &&
        mayEnrol && (
          <Button
            icon="plus"
            isPending={beginning.isPending}
            onPress={() => {
              beginning.mutate();
            }}
          >
            {t('keys.addApp')}
          </Button>
        )
      }
    >
      <Card>
        <div className={styles.stack}>
          {problem && <ProblemView problem={problem} />}
          {!app && <p className={styles.detail}>{t('keys.noApp')}</p>}
          {app && (
            <>
              <Facts
                items={[
                  { term: t('keys.added'), value: <Day day={app.createdAt} /> },
                  {
                    term: t('keys.used'),
                    value: app.lastUsedAt === null ? t('keys.neverUsed') : <Ago at={app.lastUsedAt} />,
                  },
                  {
                    term: t('keys.recovery'),
                    value: t('keys.recoveryLeft', { count: app.recoveryCodesLeft }),
                  },
                ]}
              />
              <div className={styles.actions}>
                {mayEnrol && (
                  <Button
                    size="small"
                    isPending={renewing.isPending}
                    onPress={() => {
                      renewing.mutate();
                    }}
                  >
                    {t('keys.renew')}
                  </Button>
                )}
                <Button
                  size="small"
                  look="danger-quiet"
                  onPress={() => {
                    setRemoving(true);
                  }}
                >
                  {t('keys.removeApp')}
                </Button>
              </div>
            </>
          )}
        </div>
      </Card>
      {begun && (
        <ConfirmDialog
          begun={begun}
          onClose={() => {
            setBegun(null);
          }}
          onCodes={(made) => {
            setBegun(null);
            setCodes(made);
            void refresh();
          }}
        />
      )}
      {codes && (
        <Dialog
          title={t('keys.codesTitle')}
          role="alertdialog"
          isOpen
          actions={
            <Button
              look="primary"
              onPress={() => {
                setCodes(null);
              }}
            >
              {t('keys.codesKept')}
            </Button>
          }
        >
          <div className={styles.stack}>
            <Banner tone="wait" title={t('keys.codesOnce')}>
              {t('keys.codesAbout')}
            </Banner>
            <ul className={styles.codes}>
              {codes.map((code) => (
                <li key={code}>{code}</li>
              ))}
            </ul>
          </div>
        </Dialog>
      )}
      {isRemoving && (
        <Dialog
          title={t('keys.removeApp')}
          role="alertdialog"
          isOpen
          onClose={() => {
            setRemoving(false);
          }}
          actions={
            <>
              <Button
                onPress={() => {
                  setRemoving(false);
                }}
              >
                {t('parts.cancel')}
              </Button>
              <Button
                look="danger"
                isPending={removing.isPending}
                onPress={() => {
                  removing.mutate();
                }}
              >
                {t('keys.removeApp')}
              </Button>
            </>
          }
        >
          <p>{t('keys.removeAppAbout')}</p>
          {removing.error && <ProblemView problem={removing.error} />}
        </Dialog>
      )}
    </Section>
  );
}

interface ConfirmDialogProps {
  begun: NewAuthenticatorApp;
  onClose: () => void;
  onCodes: (codes: readonly string[]) => void;
}

function ConfirmDialog({ begun, onClose, onCodes }: ConfirmDialogProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [hasTried, setTried] = useState(false);
  const confirming = useMutation({
    mutationFn: () => confirmApp(code),
    onSuccess: (made) => {
      onCodes(made.codes);
    },
  });
  return (
    <Dialog
      title={t('keys.addApp')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={confirming.isPending}
            onPress={() => {
              setTried(true);
              if (code.trim() !== '') confirming.mutate();
            }}
          >
            {t('keys.confirm')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <p>{t('keys.scan')}</p>
        <QrCode className={styles.qr} text={begun.uri} label={t('keys.qr')} />
        <p>{t('keys.orType')}</p>
        <code className={styles.secret}>{begun.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
        <Field
          label={t('keys.firstCode')}
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onChange={setCode}
          error={hasTried && code.trim() === '' ? t('signIn.fillIn') : undefined}
        />
        {confirming.error && <ProblemView problem={confirming.error} />}
      </div>
    </Dialog>
  );
}
