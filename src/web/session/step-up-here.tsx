import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { credentialsQuery, methodsQuery } from '../api/credentials.js';
import { meQuery } from '../api/me.js';
import { ProblemView } from '../frame/problem-view.js';
import { PasswordForm } from '../pages/sign-in/password-form.js';
import { Banner } from '../parts/banner.js';
import { Button } from '../parts/button.js';
import { hasPasskeys, signInByPasskey } from './passkey.js';

/** What a password and a code of the app are worth; the server says so too. */
const passwordAndCodeLevel = 2;

interface StepUpHereProps {
  level: number;
  ownId: string;
  /** There are identity providers that are strong enough besides. */
  hasProviders: boolean;
  onDone: () => void;
  /** Another person has proven who they are: what was begun is put aside, and the page begins anew as theirs. */
  onSomebodyElse: () => void;
}

/** The ways to prove anew who one is that need not leave the page, as far as they are strong enough and the person has them. */
export function StepUpHere({ level, ownId, hasProviders, onDone, onSomebodyElse }: StepUpHereProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: methods } = useQuery(methodsQuery);
  const { data: own } = useQuery(credentialsQuery);
  const [isPasswordOpen, setPasswordOpen] = useState(false);
  const settle = async () => {
    const now = await client.query({ ...meQuery, staleTime: 0 });
    if ((now.person.id ?? 'me') === ownId) {
      onDone();
      return;
    }
    onSomebodyElse();
    window.location.reload();
  };
  const proving = useMutation({ mutationFn: () => signInByPasskey(level), onSuccess: settle });
  const settling = useMutation({ mutationFn: settle });
  const byPasskey =
    hasPasskeys() && own?.passkeys.some((key) => key.barredAt === null && key.level >= level) === true;
  const byCode =
    methods?.passwordAndCode === true && (own?.app ?? null) !== null && level <= passwordAndCodeLevel;
  const problem = proving.error ?? settling.error;
  return (
    <>
      {byPasskey && (
        <Button
          wide
          size="large"
          icon="key"
          isPending={proving.isPending}
          onPress={() => {
            proving.mutate();
          }}
        >
          {t('stepUp.passkey')}
        </Button>
      )}
      {byCode && !isPasswordOpen && (
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
      {isPasswordOpen && (
        <PasswordForm
          onDone={() => {
            settling.mutate();
          }}
        />
      )}
      {methods && own && !byPasskey && !byCode && !hasProviders && (
        <Banner tone="wait" title={t('stepUp.noWay')} />
      )}
      {problem && <ProblemView problem={problem} />}
    </>
  );
}
