import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reportFromOutside } from '../../api/lost-credentials.js';
import type { ReportFromOutside } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { RadioCards } from '../../parts/choices.js';
import { Field } from '../../parts/field.js';
import { Mark } from '../../parts/icon.js';
import styles from '../sign-in/sign-in-page.module.css';

type Cause = ReportFromOutside['cause'];
const causes: readonly Cause[] = ['lost', 'stolen', 'code-known', 'misused'];

/** For who cannot sign in any more: says that a card is lost, for somebody who can reach them to confirm. */
export function OutsidePage() {
  const { t } = useTranslation();
  const [identity, setIdentity] = useState('');
  const [familyName, setFamilyName] = useState('');
  const [cause, setCause] = useState<Cause>('lost');
  const [hasTried, setTried] = useState(false);
  const sending = useMutation({ mutationFn: reportFromOutside });
  useEffect(() => {
    document.title = `${t('credentials.title')} · Grindvakt`;
  }, [t]);
  return (
    <div className={styles.page}>
      <main className={styles.card}>
        <Mark size={48} />
        <div>
          <h1>{t('credentials.title')}</h1>
          <p className={styles.about}>{t('credentials.outsideAbout')}</p>
        </div>
        {sending.data ? (
          <Banner tone="good" isNews title={t('credentials.received')}>
            <p>{t('credentials.receivedAbout')}</p>
          </Banner>
        ) : (
          <>
            <Field
              label={t('credentials.identity')}
              help={t('credentials.identityHelp')}
              value={identity}
              onChange={setIdentity}
              autoComplete="off"
              error={hasTried && identity.trim() === '' ? t('credentials.identityMissing') : undefined}
            />
            <Field
              label={t('credentials.familyName')}
              value={familyName}
              onChange={setFamilyName}
              autoComplete="family-name"
              error={hasTried && familyName.trim() === '' ? t('credentials.familyNameMissing') : undefined}
            />
            <RadioCards
              label={t('credentials.cause')}
              value={cause}
              onChange={setCause}
              choices={causes.map((id) => ({ id, label: t(`credentials.causes.${id}`) }))}
            />
            {sending.error && <ProblemView problem={sending.error} />}
            <Button
              look="danger"
              size="large"
              icon="lock"
              isPending={sending.isPending}
              onPress={() => {
                setTried(true);
                if (identity.trim() !== '' && familyName.trim() !== '')
                  sending.mutate({ identity: identity.trim(), familyName: familyName.trim(), cause });
              }}
            >
              {t('credentials.report')}
            </Button>
          </>
        )}
      </main>
      <footer className={styles.foot}>
        <Link to="/logga-in">{t('credentials.toSignIn')}</Link>
      </footer>
    </div>
  );
}
