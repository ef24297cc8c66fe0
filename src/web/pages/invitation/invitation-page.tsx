import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { beginInvitation, finishInvitation } from '../../api/credentials.js';
import { Alone } from '../../frame/alone.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button, LinkButton } from '../../parts/button.js';
import { Field } from '../../parts/field.js';
import { Form } from '../../parts/form.js';
import { makePasskey } from '../../session/passkey.js';

/** Enrols a first passkey by a one-time code. The link carries it behind #, and it does not stay in the address. */
export function InvitationPage() {
  const { t } = useTranslation();
  const [code, setCode] = useState(() => decodeURIComponent(window.location.hash.slice(1)));
  const [name, setName] = useState('');
  const [hasTried, setTried] = useState(false);
  useEffect(() => {
    if (window.location.hash !== '')
      window.history.replaceState(window.history.state, '', window.location.pathname);
  }, []);
  const enrolling = useMutation({
    mutationFn: async () => {
      const response = await makePasskey(await beginInvitation(code.trim()));
      await finishInvitation({ response, name: name.trim() });
    },
  });
  const missing = (value: string) => (hasTried && value.trim() === '' ? t('signIn.fillIn') : undefined);
  if (enrolling.isSuccess)
    return (
      <Alone title={t('invitation.done')} about={t('invitation.doneAbout')}>
        <Banner tone="good" isNews title={t('invitation.doneTitle')} />
        <LinkButton to="/logga-in" look="primary" wide>
          {t('invitation.signIn')}
        </LinkButton>
      </Alone>
    );
  return (
    <Alone title={t('invitation.title')} about={t('invitation.about')}>
      <Form
        label={t('invitation.title')}
        onSubmit={() => {
          setTried(true);
          if (code.trim() !== '' && name.trim() !== '') enrolling.mutate();
        }}
      >
        <Field
          label={t('invitation.code')}
          help={t('invitation.codeHelp')}
          value={code}
          onChange={setCode}
          error={missing(code)}
        />
        <Field
          label={t('keys.name')}
          help={t('keys.nameHelp')}
          value={name}
          onChange={setName}
          error={missing(name)}
        />
        {enrolling.error && <ProblemView problem={enrolling.error} />}
        <Button type="submit" look="primary" icon="key" wide isPending={enrolling.isPending}>
          {t('invitation.go')}
        </Button>
      </Form>
    </Alone>
  );
}
