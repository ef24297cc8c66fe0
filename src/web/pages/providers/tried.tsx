import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { triedProvider } from '../../api/access-points.js';
import type { TriedProvider } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Banner } from '../../parts/banner.js';
import { Card, Facts, Section } from '../../parts/card.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Moment } from '../../parts/when.js';
import { useCodeText } from '../../texts/codes.js';
import styles from './providers-page.module.css';

const route = getRouteApi('/frame/inloggningstjanster');
type Result = NonNullable<TriedProvider['tried']>;

/** What came of the sign-in that only tried a provider. It is told once: the address alone shows nothing. */
export function Tried({ names }: { names: readonly { id: string; name: string }[] }) {
  const { t } = useTranslation();
  const { provad } = route.useSearch();
  const { data, error } = useQuery({
    queryKey: ['tried-provider', provad],
    queryFn: triedProvider,
    enabled: provad !== undefined,
    staleTime: Infinity,
    retry: false,
  });
  if (provad === undefined) return null;
  if (error) return <ProblemView problem={error} />;
  if (!data) return <Skeleton rows={3} />;
  if (!data.tried) return <Banner tone="info" title={t('providers.tried.gone')} />;
  const name = names.find(({ id }) => id === data.tried?.provider)?.name ?? data.tried.provider;
  return <Outcome tried={data.tried} name={name} />;
}

function Outcome({ tried, name }: { tried: Result; name: string }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  const isFine = tried.failure === null;
  return (
    <Section title={t('providers.tried.title', { name })} about={t('providers.tried.about')}>
      <Card>
        <div className={styles.stack}>
          <Banner
            tone={isFine ? 'good' : 'danger'}
            isNews
            title={isFine ? t('providers.tried.fine') : t('providers.tried.refused')}
          >
            {tried.failure !== null && (
              <>
                <p>
                  {codeText('signInFailures', `${tried.failure.replace(/^sign-in-/, '')}.title`) ??
                    tried.failure}
                </p>
                {tried.detail !== null && (
                  <p>
                    <code className={styles.code}>{tried.detail}</code>
                  </p>
                )}
              </>
            )}
          </Banner>
          <Facts
            items={[
              {
                term: t('providers.tried.level'),
                value:
                  tried.level === null ? (
                    t('providers.tried.noLevel')
                  ) : (
                    <span className={styles.line}>
                      <Badge tone={tried.level >= 3 ? 'good' : 'wait'}>
                        {t('providers.level', { level: tried.level })}
                      </Badge>
                      {tried.method}
                    </span>
                  ),
              },
              { term: t('providers.tried.person'), value: tried.person?.name ?? t('providers.tried.nobody') },
              {
                term: t('providers.tried.when'),
                value:
                  tried.authenticatedAt === null ? (
                    t('providers.tried.notSaid')
                  ) : (
                    <Moment at={tried.authenticatedAt} seconds />
                  ),
              },
              {
                term: t('providers.tried.claims'),
                value: (
                  <ul className={styles.list}>
                    {tried.claims.map(({ from, name: claim, shown }) => (
                      <li key={`${from} ${claim}`} className={styles.line}>
                        <code className={styles.code}>
                          {claim} = {shown}
                        </code>
                        <span className={styles.soft}>{from}</span>
                      </li>
                    ))}
                  </ul>
                ),
              },
            ]}
          />
        </div>
      </Card>
    </Section>
  );
}
