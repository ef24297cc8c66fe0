import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { credentialsQuery } from '../../api/credentials.js';
import { providersQuery } from '../../api/me.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Skeleton } from '../../parts/skeleton.js';
import { SignInLinks } from '../../session/sign-in-links.js';
import { AppSection } from './app-section.js';
import { PasskeySection } from './passkey-section.js';

/** Inloggning & nycklar: what I can sign in with, and when each was last used. */
export function KeysPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(credentialsQuery);
  const { data: providers } = useQuery(providersQuery);
  const freshly = (id: string) =>
    `/api/auth/login?${new URLSearchParams({ provider: id, return: '/nycklar', level: '3', fresh: '1' }).toString()}`;
  return (
    <>
      <PageHead title={t('keys.title')} about={t('keys.about')} />
      <PageBody narrow>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={4} />}
        {data && !data.mayEnrol && (data.passkeysInUse || data.appInUse) && (
          <>
            <Banner tone="info" title={t('keys.toAdd')}>
              {t('keys.toAddAbout')}
            </Banner>
            <SignInLinks providers={providers?.items ?? []} addressOf={freshly} />
          </>
        )}
        {data?.passkeysInUse && <PasskeySection credentials={data} />}
        {data?.appInUse && <AppSection credentials={data} />}
      </PageBody>
    </>
  );
}
