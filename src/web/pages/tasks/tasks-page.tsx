import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../api/generated/types.gen.js';
import { tasksQuery } from '../../api/me.js';
import { itemsOf } from '../../api/page.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { LinkButton } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Icon, type IconName } from '../../parts/icon.js';
import { More } from '../../parts/more.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { may, useMe } from '../../session/use-me.js';
import { today, useDates } from '../../texts/dates.js';
import { Notices } from './notices.js';
import styles from './tasks-page.module.css';

const icons: Record<Task['kind'], IconName> = {
  approval: 'approve',
  question: 'question',
  review: 'review',
  microcertification: 'move',
  'import-held': 'pause',
  'change-held': 'pause',
  'directory-waiting': 'server',
  'delivery-unconfirmed': 'alert',
  'leaver-items': 'key',
  'external-ending': 'calendar',
  'external-sponsor': 'person',
  'externals-short': 'alert',
  'duties-vacant': 'question',
  'confirm-staff': 'people',
  corrections: 'file',
  'analysis-consultation': 'review',
  'analysis-decision': 'approve',
  'analysis-lapsing': 'calendar',
  'analysis-action': 'check',
  'credential-unconfirmed': 'lock',
  'credential-report': 'lock',
  correlation: 'question',
  'emergency-review': 'alert',
  unassessed: 'people',
  handling: 'check',
  'system-approval': 'approve',
  'role-approval': 'approve',
  'system-review': 'review',
};

/** Everything that waits for the one who is signed in, with how long it takes. */
export function TasksPage() {
  const { t } = useTranslation();
  const me = useMe();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(tasksQuery);
  const tasks = itemsOf(data);
  const minutes = data?.pages[0]?.minutes ?? 0;

  return (
    <>
      <PageHead
        title={t('tasks.title')}
        about={
          data && tasks.length > 0
            ? `${t('tasks.waiting', { count: tasks.length })} · ${t('tasks.minutes', { count: minutes })}`
            : t('tasks.about')
        }
      />
      <PageBody>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!error && (
          <Card flush>
            {!data && <Skeleton rows={3} />}
            {data && tasks.length === 0 && (
              <EmptyState icon="done" title={t('tasks.empty')}>
                {t('tasks.emptyAbout')}
              </EmptyState>
            )}
            {tasks.length > 0 && (
              <RowList label={t('tasks.title')}>
                {tasks.map((task) => (
                  <TaskRow key={`${task.kind} ${task.id}`} task={task} />
                ))}
              </RowList>
            )}
            <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
          </Card>
        )}
        <Notices />
        {may(me, 'request', 'terminate') && (
          <div className={styles.shortcuts}>
            {may(me, 'request') && (
              <LinkButton to="/begar" icon="request">
                {t('nav.request')}
              </LinkButton>
            )}
            {may(me, 'terminate') && (
              <LinkButton to="/avsluta" icon="stop" look="danger-quiet">
                {t('nav.terminate')}
              </LinkButton>
            )}
          </div>
        )}
      </PageBody>
    </>
  );
}

function TaskRow({ task }: { task: Task }) {
  const { t } = useTranslation();
  const dates = useDates();
  const isLate = task.due !== null && task.due < today();
  return (
    <Row>
      <span className={styles.icon} data-kind={task.kind}>
        <Icon name={icons[task.kind]} />
      </span>
      <span className={styles.words}>
        <TaskLink task={task} />
        <span className={styles.detail}>
          {t(`tasks.kinds.${task.kind}`)}
          {task.person && task.kind !== 'microcertification' && ` · ${task.person.name}`}
          {task.count > 1 &&
            task.kind !== 'microcertification' &&
            ` · ${t('tasks.count', { count: task.count })}`}
        </span>
      </span>
      <span className={styles.end}>
        {task.due && (
          <Badge tone={isLate ? 'danger' : 'neutral'} icon="calendar">
            {isLate
              ? t('tasks.late', { day: dates.day(task.due) })
              : t('tasks.due', { day: dates.day(task.due) })}
          </Badge>
        )}
        {task.minutes > 0 && (
          <span className={styles.minutes}>{t('tasks.minutes', { count: task.minutes })}</span>
        )}
        <Icon name="right" size={18} />
      </span>
    </Row>
  );
}

function TaskLink({ task }: { task: Task }) {
  const { t } = useTranslation();
  switch (task.kind) {
    case 'question':
      return (
        <Link to="/begaranden/$requestId" params={{ requestId: task.id }} className={rowLink}>
          {task.about}
        </Link>
      );
    case 'leaver-items':
      return (
        <Link to="/avslut" search={{ visa: 'mina' }} className={rowLink}>
          {task.about}
        </Link>
      );
    case 'external-ending':
    case 'external-sponsor':
      return (
        <Link to="/externa/$externalId" params={{ externalId: task.id }} className={rowLink}>
          {task.about}
        </Link>
      );
    case 'externals-short':
      return (
        <Link to="/externa" search={{ visa: 'brister' }} className={rowLink}>
          {task.about}
        </Link>
      );
    case 'duties-vacant':
      return (
        <Link to="/avslut" search={{ visa: 'vakanta' }} className={rowLink}>
          {task.about}
        </Link>
      );
    case 'confirm-staff':
      return (
        <Link to="/personal/bekrafta" className={rowLink}>
          {task.about}
        </Link>
      );
    case 'credential-unconfirmed':
    case 'credential-report':
      return (
        <Link to="/sparrade" className={rowLink}>
          {t(`tasks.kinds.${task.kind}`)}
        </Link>
      );
    case 'analysis-consultation':
    case 'analysis-decision':
    case 'analysis-lapsing':
    case 'analysis-action':
      return (
        <Link
          to="/analyser/$analysisId"
          params={{ analysisId: task.id }}
          search={task.kind === 'analysis-action' ? { visa: 'atgarder' } : {}}
          className={rowLink}
        >
          {task.about}
        </Link>
      );
    case 'unassessed':
      return (
        <Link to="/oprovat" className={rowLink}>
          {task.about}
        </Link>
      );
    case 'handling':
      return (
        <Link to="/handlaggning" search={{ system: task.id }} className={rowLink}>
          {task.about}
        </Link>
      );
    case 'corrections':
      return (
        <Link to="/rattelser" className={rowLink}>
          {task.about}
        </Link>
      );
    case 'approval':
      return (
        <Link to="/godkannanden/$requestId" params={{ requestId: task.id }} search={{}} className={rowLink}>
          {task.about}
        </Link>
      );
    case 'review':
      return (
        <Link to="/granska/$campaignId" params={{ campaignId: task.id }} className={rowLink}>
          {task.about}
        </Link>
      );
    case 'microcertification':
      return (
        <Link to="/granska/$campaignId" params={{ campaignId: task.id }} className={rowLink}>
          {t(task.about === 'returned' ? 'reviews.micro.returned' : 'reviews.micro.moved', {
            name: task.person?.name ?? '',
            count: task.count,
          })}
        </Link>
      );
    case 'import-held':
      return (
        <Link to="/importer/$importId" params={{ importId: task.id }} className={rowLink}>
          {task.about}
        </Link>
      );
    case 'correlation':
      return (
        <Link to="/datakvalitet" className={rowLink}>
          {task.about}
        </Link>
      );
    case 'emergency-review':
      return (
        <Link to="/nodkonton/$emergencyId" params={{ emergencyId: task.id }} className={rowLink}>
          {task.about}
        </Link>
      );
    case 'change-held':
      return (
        <Link to="/stoppat/$heldId" params={{ heldId: task.id }} className={rowLink}>
          {task.about}
        </Link>
      );
    case 'system-approval':
    case 'system-review':
      return (
        <Link to="/systemregister/$systemId" params={{ systemId: task.id }} className={rowLink}>
          {task.about}
        </Link>
      );
    case 'role-approval':
      return (
        <Link to="/roller/$roleId" params={{ roleId: task.id }} className={rowLink}>
          {task.about}
        </Link>
      );
    case 'directory-waiting':
    case 'delivery-unconfirmed':
      return task.person?.id ? (
        <Link to="/personal/$personId" params={{ personId: task.person.id }} className={rowLink}>
          {task.about}
        </Link>
      ) : (
        <strong>{task.about}</strong>
      );
  }
}
