import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { setUpsQuery } from '../../api/access-points.js';
import type { ProviderSetUps } from '../../api/generated/types.gen.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Card, Facts, Section } from '../../parts/card.js';
import { Skeleton } from '../../parts/skeleton.js';
import { ProviderCard } from './provider-card.js';
import { Tried } from './tried.js';
import styles from './providers-page.module.css';

/** The ways to sign in by others, as they are configured, looked at and tried without signing anybody in. */
export function ProvidersPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(setUpsQuery);
  return (
    <>
      <PageHead title={t('providers.title')} about={t('providers.about')} />
      <PageBody>
        <Tried names={data?.items ?? []} />
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={4} />}
        {data?.items.map((provider) => (
          <ProviderCard key={provider.id} provider={provider} mayTest={data.mayTest} />
        ))}
        {data && <Ours ours={data.ours} />}
      </PageBody>
    </>
  );
}

/** What is to be written in the agreement with a provider. */
function Ours({ ours }: { ours: ProviderSetUps['ours'] }) {
  const { t } = useTranslation();
  const of = (name: keyof typeof ours) => ({
    term: t(`providers.ours.${name}`),
    value: <code className={styles.code}>{ours[name]}</code>,
  });
  return (
    <Section title={t('providers.ours.title')} about={t('providers.ours.about')}>
      <Card>
        <Facts items={[of('callback'), of('signedOut'), of('backChannelLogout'), of('jwks')]} />
      </Card>
    </Section>
  );
}
