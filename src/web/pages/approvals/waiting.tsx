import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestView } from '../../api/generated/types.gen.js';
import { itemsOf } from '../../api/page.js';
import { requestsQuery, waitingGroupsQuery } from '../../api/requests.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { Checkbox } from '../../parts/choices.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { DecideTogether } from './decide-together.js';
import { RequestRow } from './request-row.js';
import styles from './approvals-page.module.css';

/** What waits for one: by role where there are several, one by one, or like ones together. */
export function Waiting() {
  const { t } = useTranslation();
  const { roll } = useSearch({ from: '/frame/godkannanden' });
  const navigate = useNavigate();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const groups = useQuery(waitingGroupsQuery).data?.items ?? [];
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    requestsQuery('to-decide', 'pending', roll),
  );
  const requests = itemsOf(data);
  const chosen = requests.filter(({ id }) => ticked.has(id));
  const model = chosen[0];
  const like = requests.filter((request) => isLike(request, model ?? requests.find(isPlain)));
  const show = (role: string | undefined) => {
    setTicked(new Set());
    void navigate({ to: '/godkannanden', search: { visa: undefined, roll: role } });
  };
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  return (
    <div className={styles.waiting}>
      {(groups.length > 1 || roll !== undefined) && (
        <div className={styles.chips} role="group" aria-label={t('approvals.byRole')}>
          <Button
            size="small"
            look={roll === undefined ? 'primary' : 'secondary'}
            aria-pressed={roll === undefined}
            onPress={() => {
              show(undefined);
            }}
          >
            {t('approvals.allRoles')}
          </Button>
          {groups.map(({ role, count }) => (
            <Button
              key={role.id}
              size="small"
              look={roll === role.id ? 'primary' : 'secondary'}
              aria-pressed={roll === role.id}
              onPress={() => {
                show(role.id);
              }}
            >
              {`${role.name} (${String(count)})`}
            </Button>
          ))}
        </div>
      )}
      {like.length > 1 && (
        <DecideTogether
          chosen={chosen}
          likeCount={like.length}
          onTickAll={() => {
            setTicked(new Set(like.slice(0, 100).map(({ id }) => id)));
          }}
          onDone={() => {
            setTicked(new Set());
          }}
        />
      )}
      <Card flush>
        {!data && <Skeleton rows={3} />}
        {data && requests.length === 0 && <EmptyState icon="done" title={t('approvals.none.pending')} />}
        {requests.length > 0 && (
          <RowList label={t('approvals.title')}>
            {requests.map((request) => (
              <RequestRow
                key={request.id}
                request={request}
                view="to-decide"
                tick={
                  like.length > 1 && (
                    <Checkbox
                      isSelected={ticked.has(request.id)}
                      isDisabled={!isLike(request, model ?? request)}
                      onChange={(isSelected) => {
                        setTicked(
                          new Set(
                            isSelected
                              ? [...ticked, request.id]
                              : [...ticked].filter((id) => id !== request.id),
                          ),
                        );
                      }}
                    >
                      <span className={styles.hidden}>
                        {t('approvals.tick', { number: request.number, name: request.person.name })}
                      </span>
                    </Checkbox>
                  )
                }
              />
            ))}
          </RowList>
        )}
        <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      </Card>
    </div>
  );
}

/** Nothing about it needs a look of its own. */
function isPlain(request: RequestView): boolean {
  return request.may.decide && request.deviations.length === 0 && request.conflicts.length === 0;
}

/** The server has the last word; here only what is plainly unlike cannot be ticked. */
function isLike(request: RequestView, model: RequestView | undefined): boolean {
  const stageOf = (of: RequestView) => of.stages.find(({ state }) => state === 'open')?.kind;
  return (
    isPlain(request) &&
    model !== undefined &&
    request.role.id === model.role.id &&
    stageOf(request) === stageOf(model)
  );
}
