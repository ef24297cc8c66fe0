import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { entitlementsQuery, registerTermsQuery, systemQuery } from '../../api/register.js';
import { NotFound } from '../../frame/not-found.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Skeleton } from '../../parts/skeleton.js';
import { EntitlementForm } from './entitlement-form.js';

/** One thing that a system lets one do: entered, or changed. */
export function EntitlementPage() {
  const { t } = useTranslation();
  const { systemId, entitlementId } = useParams({
    from: '/frame/systemregister/$systemId/behorighet/$entitlementId',
  });
  const isNew = entitlementId === 'ny';
  const { data: system, error, refetch } = useQuery(systemQuery(systemId));
  const { data: all, error: listError } = useQuery(entitlementsQuery(systemId));
  const { data: terms } = useQuery(registerTermsQuery);
  const one = all?.items.find(({ id }) => id === entitlementId);
  const failed = error ?? listError;
  if (all && !isNew && !one) return <NotFound />;
  return (
    <>
      <PageHead
        over={
          <Link to="/systemregister/$systemId" params={{ systemId }} search={{ visa: 'behorigheter' }}>
            {system?.content.name ?? t('register.title')}
          </Link>
        }
        title={isNew ? t('register.form.addEntitlement') : (one?.name ?? '')}
        about={t('register.form.entitlementAbout')}
      />
      <PageBody narrow>
        {failed && <ProblemView problem={failed} onRetry={() => void refetch()} />}
        {(!system || !all || !terms) && !failed && <Skeleton rows={8} />}
        {system && all && terms && (
          <EntitlementForm
            key={entitlementId}
            system={system}
            one={one ?? null}
            prerequisites={terms.prerequisites}
          />
        )}
      </PageBody>
    </>
  );
}
