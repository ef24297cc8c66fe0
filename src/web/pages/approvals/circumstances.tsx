import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { EarlierAccess, RequestCircumstances, RequestView } from '../../api/generated/types.gen.js';
import { circumstancesQuery } from '../../api/requests.js';
import { ProblemView } from '../../frame/problem-view.js';
import { AcrossBadge } from '../../parts/across-badge.js';
import { Banner } from '../../parts/banner.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Day } from '../../parts/when.js';
import { useCodeText } from '../../texts/codes.js';
import { Foldable } from './foldable.js';
import styles from './evidence.module.css';

/** What stands around a request: what is missing, how the role has changed since, what the person has and has had. */
export function Circumstances({ request }: { request: RequestView }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(circumstancesQuery(request.id));
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={2} />;
  const { role, lacking, earlier } = data;
  const live = earlier.filter(({ endedAt }) => endedAt === null);
  const past = earlier.filter(({ endedAt }) => endedAt !== null);
  return (
    <>
      {request.state === 'pending' && role.asked !== role.now && <RoleChanged role={role} />}
      {lacking.length > 0 && (
        <Banner tone="wait" icon="pause" title={t('request.lacking', { name: request.person.name })}>
          <p>{t('approvals.around.lackingAbout')}</p>
          <ul>
            {lacking.map(({ id, name, how }) => (
              <li key={id}>
                <strong>{name}.</strong> {how}
              </li>
            ))}
          </ul>
        </Banner>
      )}
      {earlier.length > 0 && (
        <Foldable title={t('approvals.around.access', { live: live.length, past: past.length })}>
          <AccessList title={t('approvals.around.live')} access={live} />
          <AccessList title={t('approvals.around.past')} access={past} />
        </Foldable>
      )}
      {request.state === 'pending' && earlier.length === 0 && (
        <p className={styles.soft}>{t('approvals.around.none')}</p>
      )}
    </>
  );
}

/** The role is not what was asked for any more: it cannot be approved, and the list says why. */
function RoleChanged({ role }: { role: RequestCircumstances['role'] }) {
  const { t } = useTranslation();
  const words = useCodeText();
  return (
    <Banner tone="danger" title={t('approvals.around.roleChanged', { asked: role.asked, now: role.now })}>
      <p>{t('approvals.around.roleChangedAbout')}</p>
      <ul>
        {role.changes.map(({ field, came, went }) => (
          <li key={field}>
            {words('approvals.around.fields', field) ?? t('approvals.around.fields.other')}
            {came.length > 0 && ` · ${t('approvals.around.came', { names: came.join(', ') })}`}
            {went.length > 0 && ` · ${t('approvals.around.went', { names: went.join(', ') })}`}
          </li>
        ))}
      </ul>
    </Banner>
  );
}

function AccessList({ title, access }: { title: string; access: readonly EarlierAccess[] }) {
  const { t } = useTranslation();
  if (access.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul className={styles.access}>
        {access.map((one) => (
          <li key={one.id}>
            <strong>{one.role}</strong> {one.acrossProviders && <AcrossBadge />}
            <span className={styles.soft}>
              {one.system} · {one.unit.name} · {t(`grants.sources.${one.source}`)} ·{' '}
              {t('grants.since').toLowerCase()} <Day day={one.from} />
              {(one.endedAt ?? one.to) && (
                <>
                  {' '}
                  {t('grants.until').toLowerCase()} <Day day={one.endedAt ?? one.to ?? one.from} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
