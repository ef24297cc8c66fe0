import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SystemView } from '../../api/generated/types.gen.js';
import { confirmClassification, decideSystem, moveSystem } from '../../api/register.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import styles from '../leavers/leavers.module.css';
import { OwnersDialog } from './owners-dialog.js';
import { ReasonDialog } from './reason-dialog.js';
import { toneOfState } from './register-words.js';

/** The state, and the steps that the reader may take. */
export function SystemSteps({ system }: { system: SystemView }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<{ title: string; send: (reason: string) => Promise<unknown> } | null>(
    null,
  );
  const [isNaming, setNaming] = useState(false);
  const proposed = system.versions.find(({ state }) => state === 'proposed');
  const version = proposed?.version ?? system.version;
  const decide = (decision: 'approve' | 'reject' | 'withdraw', title: string) => {
    setAsked({ title, send: (reason) => decideSystem(system.id, { version, decision, reason }) });
  };
  return (
    <div className={styles.stack}>
      <div className={styles.line}>
        <Badge tone={toneOfState(system.state)}>{t(`register.states.${system.state}`)}</Badge>
        {proposed && <Badge tone="wait">{t('register.proposed', { version: proposed.version })}</Badge>}
      </div>
      <div className={styles.line}>
        {system.may.approve && (
          <>
            <Button
              look="primary"
              icon="approve"
              onPress={() => {
                decide('approve', t('register.approve'));
              }}
            >
              {t('register.approve')}
            </Button>
            <Button
              onPress={() => {
                decide('reject', t('register.reject'));
              }}
            >
              {t('register.reject')}
            </Button>
          </>
        )}
        {system.may.moves
          .filter((move) => move !== 'send-back')
          .map((move) => (
            <Button
              key={move}
              onPress={() => {
                setAsked({
                  title: t(`register.moves.${move}`),
                  send: (reason) => moveSystem(system.id, { move, reason }),
                });
              }}
            >
              {t(`register.moves.${move}`)}
            </Button>
          ))}
        {system.may.write && (proposed !== undefined || system.state === 'classified') && (
          <Button
            onPress={() => {
              decide('withdraw', t('register.withdraw'));
            }}
          >
            {t('register.withdraw')}
          </Button>
        )}
        {system.may.nameOwners && (
          <Button
            onPress={() => {
              setNaming(true);
            }}
          >
            {t('register.form.owners')}
          </Button>
        )}
        {system.may.confirm && (
          <Button
            onPress={() => {
              setAsked({
                title: t('register.confirm'),
                send: (reason) => confirmClassification(system.id, reason),
              });
            }}
          >
            {t('register.confirm')}
          </Button>
        )}
      </div>
      {isNaming && (
        <OwnersDialog
          system={system}
          onClose={() => {
            setNaming(false);
          }}
        />
      )}
      {asked && (
        <ReasonDialog
          title={asked.title}
          onSend={asked.send}
          onClose={() => {
            setAsked(null);
          }}
        />
      )}
    </div>
  );
}
