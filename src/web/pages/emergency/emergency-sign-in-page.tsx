import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signInByEmergency } from '../../api/credentials.js';
import { Alone } from '../../frame/alone.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button, LinkButton } from '../../parts/button.js';
import { Field } from '../../parts/field.js';
import { Form } from '../../parts/form.js';

/** Sign-in by an emergency account that the operator has opened: each keeper writes their own part. */
export function EmergencySignInPage() {
  const { t } = useTranslation();
  const [account, setAccount] = useState('');
  const [partOne, setPartOne] = useState('');
  const [partTwo, setPartTwo] = useState('');
  const [hasTried, setTried] = useState(false);
  const signingIn = useMutation({
    mutationFn: () =>
      signInByEmergency({ account: account.trim(), partOne: partOne.trim(), partTwo: partTwo.trim() }),
    onSuccess: () => {
      window.location.assign('/');
    },
  });
  const missing = (value: string) => (hasTried && value.trim() === '' ? t('signIn.fillIn') : undefined);
  return (
    <Alone title={t('emergency.signIn')} about={t('emergency.signInAbout')}>
      <Banner tone="wait" title={t('emergency.warning')}>
        {t('emergency.warningAbout')}
      </Banner>
      <Form
        label={t('emergency.signIn')}
        onSubmit={() => {
          setTried(true);
          if ([account, partOne, partTwo].every((value) => value.trim() !== '')) signingIn.mutate();
        }}
      >
        <Field
          label={t('emergency.account')}
          value={account}
          onChange={setAccount}
          error={missing(account)}
        />
        <Field
          label={t('emergency.partOne')}
          type="password"
          value={partOne}
          onChange={setPartOne}
          error={missing(partOne)}
        />
        <Field
          label={t('emergency.partTwo')}
          type="password"
          value={partTwo}
          onChange={setPartTwo}
          error={missing(partTwo)}
        />
        {signingIn.error && <ProblemView problem={signingIn.error} />}
        <Button type="submit" look="danger" wide isPending={signingIn.isPending}>
          {t('emergency.go')}
        </Button>
        <LinkButton to="/logga-in" look="quiet" wide>
          {t('emergency.back')}
        </LinkButton>
      </Form>
    </Alone>
  );
}
