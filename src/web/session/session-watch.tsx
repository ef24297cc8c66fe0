import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery, providersQuery, signInAddress } from '../api/me.js';
import { whenSignedOut } from '../api/http.js';
import { Button } from '../parts/button.js';
import { OwnMethods } from '../pages/sign-in/own-methods.js';
import { Dialog } from '../parts/dialog.js';
import { idleFor } from './activity.js';
import { SignInLinks } from './sign-in-links.js';
import { useMe } from './use-me.js';

const WARNING_MS = 120_000;

/**
 * Watches the session: warns two minutes before an idle one ends, and when it has ended asks to sign in again on the
 * same page. Drafts lie in sessionStorage, so nothing that was written is lost.
 */
export function SessionWatch() {
  const { t } = useTranslation();
  const me = useMe();
  const queryClient = useQueryClient();
  const [isLost, setLost] = useState(false);
  const [secondsLeft, setSecondsLeft] = useState<number | null>(null);

  useEffect(() => {
    whenSignedOut(() => {
      setLost(true);
    });
  }, []);

  useEffect(() => {
    const timer = setInterval(() => {
      // The server counts from its last answer; our last touch is never later than that by more than a moment.
      const byIdle = me.idleMinutes * 60_000 - idleFor();
      const byClock = Date.parse(me.expiresAt) - Date.now();
      const left = Math.min(byIdle, byClock);
      if (left <= 0) setLost(true);
      setSecondsLeft(left < WARNING_MS ? Math.max(0, Math.ceil(left / 1000)) : null);
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, [me.idleMinutes, me.expiresAt]);

  if (isLost) return <SignInAgain />;
  if (secondsLeft === null) return null;
  return (
    <Dialog
      title={t('session.stillThere')}
      role="alertdialog"
      isOpen
      actions={
        <Button
          look="primary"
          onPress={() => {
            setSecondsLeft(null);
            void queryClient.refetchQueries({ queryKey: meQuery.queryKey });
          }}
        >
          {t('session.stay')}
        </Button>
      }
    >
      <p>{t('session.soonOut', { count: secondsLeft })}</p>
    </Dialog>
  );
}

function SignInAgain() {
  const { t } = useTranslation();
  const { data } = useQuery(providersQuery);
  const here = window.location.pathname + window.location.search;
  return (
    <Dialog title={t('session.ended')} role="alertdialog" isOpen>
      <p>{t('session.endedAbout')}</p>
      <SignInLinks providers={data?.items ?? []} addressOf={(id) => signInAddress(id, here)} />
      <OwnMethods back={here} isAgain />
    </Dialog>
  );
}
