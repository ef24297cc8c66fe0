import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { authorityQuery } from '../../api/authority.js';
import type { AuthorityRule } from '../../api/generated/types.gen.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Card } from '../../parts/card.js';
import { Select } from '../../parts/select.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Table, type Column } from '../../parts/table.js';
import styles from '../leavers/leavers.module.css';

const everyone = 'everyone';

/** Who may do what in Grindvakt itself: the table that the service asks, for an auditor to read. */
export function AuthorityPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(authorityQuery);
  const [ground, setGround] = useState(everyone);
  const grounds = [...new Set(data?.items.flatMap((rule) => rule.grounds))];
  const rules = data?.items.filter(
    (rule) => ground === everyone || rule.grounds.some((one) => one === ground),
  );
  const columns: Column<AuthorityRule>[] = [
    {
      id: 'verb',
      heading: t('authority.verb'),
      cell: ({ verb }) => t(`authority.verbs.${verb}`),
      isName: true,
    },
    {
      id: 'who',
      heading: t('authority.who'),
      cell: (rule) => (
        <span className={styles.end}>
          {rule.grounds.map((one) => (
            <Badge key={one}>{t(`authority.grounds.${one}`)}</Badge>
          ))}
        </span>
      ),
    },
    {
      id: 'how',
      heading: t('authority.how'),
      cell: ({ level, withinMinutes }) =>
        withinMinutes === null
          ? t('authority.level', { level })
          : t('authority.within', { level, minutes: withinMinutes }),
    },
  ];
  return (
    <>
      <PageHead title={t('authority.title')} about={t('authority.about')} />
      <PageBody>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!error && (
          <div className={styles.stack}>
            <Select
              label={t('authority.show')}
              value={ground}
              onChange={setGround}
              options={[
                { id: everyone, label: t('authority.everyone') },
                ...grounds.map((id) => ({ id, label: t(`authority.grounds.${id}`) })),
              ]}
            />
            <Card flush>
              {rules ? (
                <Table
                  caption={t('authority.title')}
                  columns={columns}
                  rows={rules}
                  rowId={({ verb }) => verb}
                />
              ) : (
                <Skeleton rows={8} />
              )}
            </Card>
          </div>
        )}
      </PageBody>
    </>
  );
}
