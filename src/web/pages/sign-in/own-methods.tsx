import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { methodsQuery } from '../../api/credentials.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { hasPasskeys, signInByPasskey } from '../../session/passkey.js';
import { PasswordForm } from './password-form.js';
import styles from './own-methods.module.css';

interface OwnMethodsProps {
  /** A path of ours to go to. */
  back: string;
}

/** Ways in that Grindvakt checks itself, below the identity providers: a passkey, and password with code. */
export function OwnMethods({ back }: OwnMethodsProps) {
  const { t } = useTranslation();
  const { data } = useQuery(methodsQuery);
  const [isPasswordOpen, setPasswordOpen] = useState(false);
  const signingIn = useMutation({
    mutationFn: () => signInByPasskey(),
    onSuccess: () => {
      window.location.assign(back);
    },
  });
  if (!data) return null;
  return (
    <div className={styles.methods}>
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
      {isPasswordOpen && <PasswordForm back={back} />}
      <p className={styles.other}>
        {data.passkey && <Link to="/inbjudan">{t('signIn.invitation')}</Link>}
        <Link to="/nodkonto">{t('signIn.emergency')}</Link>
      </p>
    </div>
  );
}
