import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Handling } from '../../api/generated/types.gen.js';
import { handlingQuery } from '../../api/handling.js';
import { itemsOf } from '../../api/page.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { HandlingRow } from './handling-row.js';

type Show = 'open' | 'done';

/** Access that somebody sets up and takes away by hand, in systems that no connector reaches. */
export function HandlingPage() {
  const { t } = useTranslation();
  const { visa, system } = useSearch({ from: '/frame/handlaggning' });
  const navigate = useNavigate();
  return (
    <>
      <PageHead title={t('handling.title')} about={t('handling.about')} />
      <PageBody>
        {system !== undefined && (
          <Banner
            tone="info"
            title={t('handling.oneSystem')}
            actions={
              <Button
                size="small"
                onPress={() => {
                  void navigate({ to: '/handlaggning', search: visa ? { visa } : {} });
                }}
              >
                {t('handling.allSystems')}
              </Button>
            }
          />
        )}
        <Tabs<Show>
          label={t('handling.title')}
          selected={visa === 'klara' ? 'done' : 'open'}
          onSelect={(show) => {
            void navigate({
              to: '/handlaggning',
              search: { ...(show === 'done' ? { visa: 'klara' } : {}), ...(system ? { system } : {}) },
            });
          }}
          tabs={(['open', 'done'] as const).map((show) => ({
            id: show,
            label: t(`handling.shows.${show}`),
            content: <Tasks show={show} system={system} />,
          }))}
        />
      </PageBody>
    </>
  );
}

function Tasks({ show, system }: { show: Show; system: string | undefined }) {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    handlingQuery(show, system),
  );
  const [done, setDone] = useState<Handling | null>(null);
  const tasks = itemsOf(data);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <>
      <Card flush>
        {!data && <Skeleton rows={3} />}
        {data && tasks.length === 0 && (
          <EmptyState icon="done" title={t(`handling.empty.${show}`)}>
            {t('handling.emptyAbout')}
          </EmptyState>
        )}
        {tasks.length > 0 && (
          <RowList label={t(`handling.shows.${show}`)}>
            {tasks.map((task) => (
              <HandlingRow key={task.id} task={task} isDone={show === 'done'}>
                {show === 'open' && task.mayConfirm && (
                  <Button
                    size="small"
                    look="secondary"
                    aria-label={`${t(`handling.confirm.${task.kind}`)}: ${task.person.name}, ${task.entitlement.name}`}
                    onPress={() => {
                      setDone(task);
                    }}
                  >
                    {t(`handling.confirm.${task.kind}`)}
                  </Button>
                )}
              </HandlingRow>
            ))}
          </RowList>
        )}
        <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      </Card>
      {done && (
        <ConfirmDialog
          task={done}
          onClose={() => {
            setDone(null);
          }}
        />
      )}
    </>
  );
}
