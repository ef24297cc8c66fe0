import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { providersQuery, signInAddress } from '../../api/me.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Mark } from '../../parts/icon.js';
import { Skeleton } from '../../parts/skeleton.js';
import { SignInLinks } from '../../session/sign-in-links.js';
import { speak, spoken } from '../../texts/texts.js';
import { OwnMethods } from './own-methods.js';
import { Support } from './support.js';
import styles from './sign-in-page.module.css';

const failures = [
  'cancelled',
  'level-too-low',
  'unknown-person',
  'no-employment',
  'on-leave',
  'method-barred',
  'expired',
  'provider-error',
  'too-many-requests',
] as const;

export function SignInPage() {
  const { t } = useTranslation();
  const { till, fel, ref } = useSearch({ from: '/logga-in' });
  const { data, error, refetch } = useQuery(providersQuery);
  const failure = failures.find((code) => code === fel) ?? (fel ? 'provider-error' : null);
  // Only a path of ours: anything else would let a link send people elsewhere after signing in.
  const back = till?.startsWith('/') && !till.startsWith('//') ? till : '/';

  useEffect(() => {
    document.title = `${t('signIn.title')} · Grindvakt`;
  }, [t]);

  return (
    <div className={styles.page}>
      <main className={styles.card}>
        <Mark size={48} />
        <div>
          <p className={styles.organisation}>{data?.organisation ?? 'Grindvakt'}</p>
          <h1>{t('signIn.title')}</h1>
          <p className={styles.about}>{t('signIn.about')}</p>
        </div>
        {failure && (
          <Banner
            tone={failure === 'cancelled' || failure === 'expired' ? 'info' : 'danger'}
            isNews
            title={t(`signIn.failures.${failure}.title`)}
          >
            <p>{t(`signIn.failures.${failure}.detail`)}</p>
            {ref && (
              <p>
                {t('problems.reference')} <code>{ref}</code>
              </p>
            )}
          </Banner>
        )}
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={2} />}
        {data && (
          <SignInLinks providers={data.items} last={data.last} addressOf={(id) => signInAddress(id, back)} />
        )}
        {data && <OwnMethods back={back} />}
        {data && <Support support={data.support} />}
        {data && data.environment !== 'production' && (
          <p className={styles.note}>{t(`signIn.environment.${data.environment}`)}</p>
        )}
      </main>
      <footer className={styles.foot}>
        <Link to="/anmal-forlust">{t('signIn.lost')}</Link>
        <Link to="/kakor">{t('signIn.cookies')}</Link>
        <Button
          look="quiet"
          size="small"
          icon="globe"
          onPress={() => void speak(spoken() === 'sv' ? 'en' : 'sv')}
        >
          {t('signIn.otherLanguage')}
        </Button>
      </footer>
    </div>
  );
}
