import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { checkProvider, tryProvider } from '../../api/access-points.js';
import type { ProviderCheck, ProviderSetUp } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card, Facts, Section } from '../../parts/card.js';
import styles from './providers-page.module.css';

/** One provider: what would be demanded of it, whether it fits, and a sign-in that only tries it. */
export function ProviderCard({ provider, mayTest }: { provider: ProviderSetUp; mayTest: boolean }) {
  const { t } = useTranslation();
  const checking = useMutation({ mutationFn: () => checkProvider(provider.id) });
  const trying = useMutation({
    mutationFn: () => tryProvider(provider.id),
    onSuccess: ({ url }) => {
      window.location.assign(url);
    },
  });
  const problem = checking.error ?? trying.error;
  return (
    <Section
      title={provider.name}
      about={<code className={styles.code}>{provider.issuer}</code>}
      aside={
        mayTest && (
          <span className={styles.actions}>
            <Button
              isPending={checking.isPending}
              onPress={() => {
                checking.mutate();
              }}
            >
              {t('providers.check')}
            </Button>
            <Button
              look="primary"
              isPending={trying.isPending}
              onPress={() => {
                trying.mutate();
              }}
            >
              {t('providers.try')}
            </Button>
          </span>
        )
      }
    >
      <Card>
        <div className={styles.stack}>
          {problem && <ProblemView problem={problem} />}
          {checking.data && <Checked check={checking.data} />}
          <SetUp provider={provider} />
        </div>
      </Card>
    </Section>
  );
}

function SetUp({ provider }: { provider: ProviderSetUp }) {
  const { t } = useTranslation();
  const code = (text: string) => <code className={styles.code}>{text}</code>;
  const list = (texts: readonly string[]) =>
    texts.length === 0 ? (
      t('providers.nothing')
    ) : (
      <ul className={styles.list}>
        {texts.map((text) => (
          <li key={text}>{code(text)}</li>
        ))}
      </ul>
    );
  const age = provider.maxAge === null ? [] : [`max_age = ${String(provider.maxAge)}`];
  const prompt = provider.prompt === null ? [] : [`prompt = ${provider.prompt}`];
  return (
    <Facts
      items={[
        { term: t('providers.clientId'), value: code(provider.clientId) },
        {
          term: t('providers.proves'),
          value: code(
            provider.requestObject === 'signed'
              ? `${provider.clientAuthentication} + request object`
              : provider.clientAuthentication,
          ),
        },
        {
          term: t('providers.demands'),
          value: list([
            ...provider.demanded.map(
              (one) => `${provider.demandBy === 'claims' ? 'acr' : 'acr_values'} = ${one}`,
            ),
            `scope = ${provider.scope}`,
            ...prompt,
            ...age,
          ]),
        },
        {
          term: t('providers.levels'),
          value: (
            <ul className={styles.rules}>
              {provider.rules.map(({ level, conditions, method }) => (
                <li key={conditions.join()} className={styles.line}>
                  <Badge tone={level >= 3 ? 'good' : 'neutral'}>{t('providers.level', { level })}</Badge>
                  {code(conditions.join(' + '))}
                  {method !== null && <span>{method}</span>}
                </li>
              ))}
            </ul>
          ),
        },
        { term: t('providers.identity'), value: list(provider.identifiedBy) },
      ]}
    />
  );
}

/** What the provider says of itself, and where it does not fit what is asked of it. */
function Checked({ check }: { check: ProviderCheck }) {
  const { t } = useTranslation();
  if (check.failure !== null)
    return (
      <Banner tone="danger" isNews title={t('providers.unreachable')}>
        <p>{t('providers.unreachableAbout')}</p>
        <p>
          <code className={styles.code}>{check.failure}</code>
        </p>
      </Banner>
    );
  const wrong = check.findings.some(({ weight }) => weight === 'wrong');
  return (
    <Banner
      tone={wrong ? 'danger' : check.findings.length > 0 ? 'wait' : 'good'}
      isNews
      title={t(wrong ? 'providers.wrong' : check.findings.length > 0 ? 'providers.weak' : 'providers.fine')}
    >
      <div className={styles.stack}>
        {check.findings.length > 0 && (
          <ul className={styles.list}>
            {check.findings.map(({ code, what }) => (
              <li key={`${code} ${what ?? ''}`}>
                {t(`providers.findings.${code}`)}{' '}
                {what !== null && <code className={styles.code}>{what}</code>}
              </li>
            ))}
          </ul>
        )}
        <p className={styles.soft}>
          {t('providers.answered', { ms: check.milliseconds })} {t('providers.signsBy')}{' '}
          {check.algorithms.join(', ')}.
        </p>
        <ul className={styles.list}>
          {check.keys.map(({ kid, kind, use }) => (
            <li key={kid}>
              {t('providers.key')} <code className={styles.code}>{kid}</code> ({kind}, {use})
            </li>
          ))}
          {check.endpoints.map(({ name, address }) => (
            <li key={name}>
              <code className={styles.code}>
                {name}: {address}
              </code>
            </li>
          ))}
        </ul>
      </div>
    </Banner>
  );
}
