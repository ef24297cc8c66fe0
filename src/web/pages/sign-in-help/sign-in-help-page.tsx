import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signInHelpQuery } from '../../api/credentials.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { Field } from '../../parts/field.js';
import { Form } from '../../parts/form.js';
import { Skeleton } from '../../parts/skeleton.js';
import { HelpCard } from './help-card.js';
import styles from '../keys/keys-page.module.css';

/** Hjälp att logga in: a manager or IT helps somebody who stands there, with an identity document in hand. */
export function SignInHelpPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { person } = useSearch({ from: '/frame/inloggningshjalp' });
  const [key, setKey] = useState('');
  const [asked, setAsked] = useState('');
  const [hasTried, setTried] = useState(false);
  const by = asked === '' ? { person: person ?? '' } : { key: asked };
  const { data, error, isFetching } = useQuery({
    ...signInHelpQuery(by),
    enabled: asked !== '' || person !== undefined,
  });
  return (
    <>
      <PageHead title={t('help.title')} about={t('help.about')} />
      <PageBody narrow>
        <Card>
          <Form
            label={t('help.find')}
            onSubmit={() => {
              setTried(true);
              setAsked(key.trim());
              if (person !== undefined) void navigate({ to: '/inloggningshjalp', search: {}, replace: true });
            }}
          >
            <Field
              label={t('help.key')}
              help={t('help.keyHelp')}
              value={key}
              onChange={setKey}
              error={hasTried && key.trim() === '' ? t('signIn.fillIn') : undefined}
            />
            <div className={styles.actions}>
              <Button type="submit" look="primary" icon="search" isPending={isFetching}>
                {t('help.find')}
              </Button>
            </div>
          </Form>
        </Card>
        {error && !isFetching && <ProblemView problem={error} />}
        {isFetching && !data && <Skeleton rows={3} />}
        {data?.person.id && !error && <HelpCard key={data.person.id} help={data} />}
      </PageBody>
    </>
  );
}
