import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { cookiesQuery } from '../../api/sessions.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Card, Section } from '../../parts/card.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Table } from '../../parts/table.js';
import { storedThings } from '../../session/stored-things.js';
import styles from './cookies-page.module.css';

/** Every cookie and everything else that is kept in the browser, what for and how long; and about accessibility. */
export function CookiesPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(cookiesQuery);
  useEffect(() => {
    document.title = `${t('cookies.title')} · Grindvakt`;
  }, [t]);
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <Link to="/">{t('cookies.back')}</Link>
        <h1>{t('cookies.title')}</h1>
        <p>{t('cookies.about')}</p>
      </header>
      <Section title={t('cookies.cookies')} about={t('cookies.cookiesAbout')}>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={2} />}
        {data && (
          <Card flush>
            <Table
              caption={t('cookies.cookies')}
              rows={data.items}
              rowId={({ name }) => name}
              columns={[
                {
                  id: 'name',
                  heading: t('cookies.name'),
                  isName: true,
                  cell: ({ name }) => <code className={styles.name}>{name}</code>,
                },
                {
                  id: 'purpose',
                  heading: t('cookies.purpose'),
                  cell: ({ purpose }) => t(`cookies.purposes.${purpose}`),
                },
                {
                  id: 'life',
                  heading: t('cookies.life'),
                  cell: ({ minutes }) =>
                    minutes === null
                      ? t('cookies.session')
                      : minutes >= 1440
                        ? t('cookies.days', { count: Math.round(minutes / 1440) })
                        : t('cookies.minutes', { count: minutes }),
                },
              ]}
            />
          </Card>
        )}
      </Section>
      <Section title={t('cookies.stored')} about={t('cookies.storedAbout')}>
        <Card flush>
          <Table
            caption={t('cookies.stored')}
            rows={storedThings}
            rowId={({ key }) => key}
            columns={[
              {
                id: 'name',
                heading: t('cookies.name'),
                isName: true,
                cell: ({ key }) => <code className={styles.name}>{key}</code>,
              },
              {
                id: 'purpose',
                heading: t('cookies.purpose'),
                cell: ({ purpose }) => t(`cookies.things.${purpose}`),
              },
              { id: 'life', heading: t('cookies.life'), cell: ({ life }) => t(`cookies.lives.${life}`) },
            ]}
          />
        </Card>
      </Section>
      <Section title={t('cookies.accessibility')}>
        <p>{t('cookies.accessibilityAbout')}</p>
        <p>{t('cookies.accessibilityLacks')}</p>
      </Section>
    </main>
  );
}
