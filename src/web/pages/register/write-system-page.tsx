import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { registerTermsQuery, systemQuery } from '../../api/register.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Skeleton } from '../../parts/skeleton.js';
import { SystemForm } from './system-form.js';

/** What the register says of a system, written anew: at once while it is a draft, else as a version to be approved. */
export function WriteSystemPage() {
  const { t } = useTranslation();
  const { systemId } = useParams({ from: '/frame/systemregister/$systemId/andra' });
  const { data: system, error, refetch } = useQuery(systemQuery(systemId));
  const { data: terms, error: termsError } = useQuery(registerTermsQuery);
  const isEarly = system?.state === 'draft' || system?.state === 'classified';
  const failed = error ?? termsError;
  const isWaiting = system?.versions.some(({ state }) => state === 'proposed') ?? false;
  return (
    <>
      <PageHead
        over={
          <Link to="/systemregister/$systemId" params={{ systemId }} search={{}}>
            {system?.content.name ?? t('register.title')}
          </Link>
        }
        title={t(isEarly ? 'register.form.describe' : 'register.form.newVersion')}
        about={t(isEarly ? 'register.form.describeAbout' : 'register.form.newVersionAbout')}
      />
      <PageBody narrow>
        {failed && <ProblemView problem={failed} onRetry={() => void refetch()} />}
        {(!system || !terms) && !failed && <Skeleton rows={8} />}
        {system && terms && !system.may.write && (
          <Banner tone="info" title={t('register.form.notYours')}>
            {t('register.form.notYoursAbout')}
          </Banner>
        )}
        {system && terms && system.may.write && isWaiting && (
          <Banner tone="wait" title={t('register.form.waits')}>
            {t('register.form.waitsAbout')}
          </Banner>
        )}
        {system && terms && system.may.write && !isWaiting && (
          <SystemForm key={system.version} system={system} terms={terms} />
        )}
      </PageBody>
    </>
  );
}
