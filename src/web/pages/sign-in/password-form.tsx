import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signInByPassword } from '../../api/credentials.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Field } from '../../parts/field.js';
import { Form } from '../../parts/form.js';

/** Name, password and code together: the answer never says which of them was wrong. */
export function PasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [hasTried, setTried] = useState(false);
  const signingIn = useMutation({
    mutationFn: () => signInByPassword({ username: username.trim(), password, code: code.trim() }),
    onSuccess: onDone,
    onError: () => {
      setCode('');
      setTried(false);
    },
  });
  const missing = (value: string) => (hasTried && value.trim() === '' ? t('signIn.fillIn') : undefined);
  return (
    <Form
      label={t('signIn.password')}
      onSubmit={() => {
        setTried(true);
        if (username.trim() !== '' && password !== '' && code.trim() !== '') signingIn.mutate();
      }}
    >
      <Field
        label={t('signIn.username')}
        value={username}
        onChange={setUsername}
        name="username"
        autoComplete="username"
        error={missing(username)}
        autoFocus
      />
      <Field
        label={t('signIn.passwordField')}
        type="password"
        value={password}
        onChange={setPassword}
        name="password"
        autoComplete="current-password"
        error={missing(password)}
      />
      <Field
        label={t('signIn.code')}
        help={t('signIn.codeHelp')}
        value={code}
        onChange={setCode}
        name="code"
        autoComplete="one-time-code"
        error={missing(code)}
      />
      {signingIn.error && <ProblemView problem={signingIn.error} />}
      <Button type="submit" look="primary" wide isPending={signingIn.isPending}>
        {t('signIn.go')}
      </Button>
    </Form>
  );
}
