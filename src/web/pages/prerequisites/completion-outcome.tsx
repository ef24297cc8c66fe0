import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CompletionImport } from '../../api/generated/types.gen.js';
import { itemsOf } from '../../api/page.js';
import { completionAsidesQuery } from '../../api/prerequisites.js';
import { Banner } from '../../parts/banner.js';
import { Card } from '../../parts/card.js';
import { Figures } from '../../parts/figures.js';
import { More } from '../../parts/more.js';
import { Table } from '../../parts/table.js';
import styles from './prerequisites-page.module.css';

/** What a file of completions did, or would do, and the lines that were set aside. */
export function CompletionOutcome({ taken }: { taken: CompletionImport }) {
  const { t } = useTranslation();
  const { rows, changes, rejection, state } = taken;
  const asides = useInfiniteQuery(completionAsidesQuery(taken.id));
  const items = itemsOf(asides.data);
  if (rejection)
    return (
      <Banner tone="danger" title={t('prerequisites.outcomes.rejected')} isNews>
        {rejection.detail}
      </Banner>
    );
  return (
    <div className={styles.stack}>
      <Banner
        tone={state === 'dry-run' ? 'info' : 'good'}
        title={t(`prerequisites.outcomes.${state}`)}
        isNews
      >
        {t(state === 'dry-run' ? 'prerequisites.triedAbout' : 'prerequisites.takenAbout', changes)}
      </Banner>
      <Figures
        items={[
          { label: t('prerequisites.figures.read'), value: rows.read },
          { label: t('prerequisites.figures.new'), value: rows.new, tone: rows.new > 0 ? 'good' : undefined },
          { label: t('prerequisites.figures.known'), value: rows.known + rows.repeated },
          {
            label: t('prerequisites.figures.quarantined'),
            value: rows.quarantined,
            tone: rows.quarantined > 0 ? 'wait' : undefined,
          },
          { label: t('prerequisites.figures.mended'), value: changes.mended },
        ]}
      />
      {items.length > 0 && (
        <Card flush>
          <Table
            caption={t('prerequisites.asides')}
            rows={items}
            rowId={({ line }) => String(line)}
            columns={[
              {
                id: 'line',
                heading: t('prerequisites.line'),
                isName: true,
                cell: ({ line }) => t('prerequisites.lineOf', { line }),
              },
              {
                id: 'reason',
                heading: t('prerequisites.why'),
                cell: ({ reason }) => t(`prerequisites.reasons.${reason}`),
              },
              {
                id: 'value',
                heading: t('prerequisites.stands'),
                cell: ({ column, value }) => [column, value].filter((word) => word !== null).join(': '),
              },
            ]}
          />
          <More
            hasMore={asides.hasNextPage}
            isLoading={asides.isFetchingNextPage}
            onMore={() => void asides.fetchNextPage()}
          />
        </Card>
      )}
    </div>
  );
}
