import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { methodsQuery } from '../../api/credentials.js';
import { signInByDevice } from '../../api/devices.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { hasPasskeys, signInByPasskey } from '../../session/passkey.js';
import { useDates } from '../../texts/dates.js';
import { PasswordForm } from './password-form.js';
import styles from './own-methods.module.css';

interface OwnMethodsProps {
  /** A path of ours to go to. */
  back: string;
  /** No ways for those who come for the first time, or in need. */
  isAgain?: boolean;
}

/** Ways in that Grindvakt checks itself, below the identity providers: a passkey, and password with code. */
export function OwnMethods({ back, isAgain = false }: OwnMethodsProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const { data } = useQuery(methodsQuery);
  const [isPasswordOpen, setPasswordOpen] = useState(false);
  const go = () => {
    window.location.assign(back);
  };
  const signingIn = useMutation({ mutationFn: () => signInByPasskey(), onSuccess: go });
  const comingIn = useMutation({ mutationFn: signInByDevice, onSuccess: go });
  if (!data) return null;
  return (
    <div className={styles.methods}>
      {data.knownUntil !== null && (
        <div>
          <Button
            wide
            size="large"
            icon="screen"
            isPending={comingIn.isPending}
            onPress={() => {
              comingIn.mutate();
            }}
          >
            {t('signIn.device')}
          </Button>
          <p className={styles.note}>{t('signIn.deviceAbout', { day: dates.day(data.knownUntil) })}</p>
        </div>
      )}
      {comingIn.error && <ProblemView problem={comingIn.error} />}
      {data.passkey && hasPasskeys() && (
        <Button
          wide
          size="large"
          icon="key"
          isPending={signingIn.isPending}
          onPress={() => {
            signingIn.mutate();
          }}
        >
          {t('signIn.passkey')}
        </Button>
      )}
      {signingIn.error && <ProblemView problem={signingIn.error} />}
      {data.passwordAndCode && !isPasswordOpen && (
        <Button
          wide
          size="large"
          icon="lock"
          onPress={() => {
            setPasswordOpen(true);
          }}
        >
          {t('signIn.password')}
        </Button>
      )}
      {isPasswordOpen && <PasswordForm onDone={go} />}
      {!isAgain && (
        <p className={styles.other}>
          {data.passkey && <Link to="/inbjudan">{t('signIn.invitation')}</Link>}
          <Link to="/nodkonto">{t('signIn.emergency')}</Link>
        </p>
      )}
    </div>
  );
}
