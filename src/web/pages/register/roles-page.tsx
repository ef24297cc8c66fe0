import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { itemsOf } from '../../api/page.js';
import { rolesQuery } from '../../api/register.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Field } from '../../parts/field.js';
import { More } from '../../parts/more.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import styles from '../leavers/leavers.module.css';

/** Every role: what it lets one do, in which system, and how many hold it. */
export function RolesPage() {
  const { t } = useTranslation();
  const [q, setQ] = useState('');
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    rolesQuery(q),
  );
  const roles = itemsOf(data);
  return (
    <>
      <PageHead title={t('register.roles.title')} about={t('register.roles.about')} />
      <PageBody>
        <Field
          label={t('register.roles.search')}
          type="search"
          icon="search"
          isOptional
          value={q}
          onChange={setQ}
        />
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={5} />}
        {data && roles.length === 0 && <EmptyState icon="key" title={t('register.roles.none')} />}
        {roles.length > 0 && (
          <Card flush>
            <RowList label={t('register.roles.title')}>
              {roles.map((role) => (
                <Row key={role.id}>
                  <span className={styles.words}>
                    <Link to="/roller/$roleId" params={{ roleId: role.id }} className={rowLink}>
                      {role.name}
                    </Link>
                    <span>{role.sentence}</span>
                    <span className={styles.detail}>
                      {role.system.name} · {t('register.risk', { risk: role.risk })} ·{' '}
                      {t('register.roles.holders', { count: role.holders })} ·{' '}
                      {t('register.version', { version: role.version })}
                    </span>
                  </span>
                  {role.waiting && <Badge tone="wait">{t('register.waiting')}</Badge>}
                  {role.analysisTo === null && <Badge tone="danger">{t('register.roles.noAnalysis')}</Badge>}
                  {role.state !== 'in-use' && <Badge>{t(`register.roleStates.${role.state}`)}</Badge>}
                </Row>
              ))}
            </RowList>
          </Card>
        )}
        <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      </PageBody>
    </>
  );
}
