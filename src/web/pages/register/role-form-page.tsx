import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { registerTermsQuery, roleQuery, systemQuery } from '../../api/register.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Skeleton } from '../../parts/skeleton.js';
import { RoleForm } from './role-form.js';

/** A new role of a system. */
export function NewRolePage() {
  const { t } = useTranslation();
  const { systemId } = useParams({ from: '/frame/systemregister/$systemId/roll' });
  const { data: system, error, refetch } = useQuery(systemQuery(systemId));
  const { data: terms } = useQuery(registerTermsQuery);
  return (
    <>
      <PageHead
        over={
          <Link to="/systemregister/$systemId" params={{ systemId }} search={{ visa: 'roller' }}>
            {system?.content.name ?? t('register.title')}
          </Link>
        }
        title={t('register.form.newRole')}
        about={t('register.form.newRoleAbout')}
      />
      <PageBody narrow>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {(!system || !terms) && !error && <Skeleton rows={8} />}
        {system && !system.may.roles && <NotYours />}
        {system?.may.roles && terms && (
          <RoleForm systemId={systemId} role={null} prerequisites={terms.prerequisites} />
        )}
      </PageBody>
    </>
  );
}

/** The next version of a role. */
export function NewVersionPage() {
  const { t } = useTranslation();
  const { roleId } = useParams({ from: '/frame/roller/$roleId/andra' });
  const { data: role, error, refetch } = useQuery(roleQuery(roleId));
  const { data: terms } = useQuery(registerTermsQuery);
  const isWaiting = role?.versions.some(({ state }) => state === 'proposed' || state === 'held') ?? false;
  return (
    <>
      <PageHead
        over={
          <Link to="/roller/$roleId" params={{ roleId }} search={{}}>
            {role?.name ?? t('register.roles.title')}
          </Link>
        }
        title={t('register.form.newRoleVersion')}
        about={t('register.form.newRoleVersionAbout')}
      />
      <PageBody narrow>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {(!role || !terms) && !error && <Skeleton rows={8} />}
        {role && !role.may.write && <NotYours />}
        {role?.may.write && isWaiting && (
          <Banner tone="wait" title={t('register.form.waits')}>
            {t('register.form.waitsAbout')}
          </Banner>
        )}
        {role?.may.write && !isWaiting && terms && (
          <RoleForm
            key={role.version}
            systemId={role.system.id}
            role={role}
            prerequisites={terms.prerequisites}
          />
        )}
      </PageBody>
    </>
  );
}

function NotYours() {
  const { t } = useTranslation();
  return (
    <Banner tone="info" title={t('register.form.notYours')}>
      {t('register.form.notYoursAbout')}
    </Banner>
  );
}
