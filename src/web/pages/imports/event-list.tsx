import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EventView } from '../../api/generated/types.gen.js';
import { eventsQuery } from '../../api/imports.js';
import { itemsOf } from '../../api/page.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge, type Tone } from '../../parts/badge.js';
import { Card } from '../../parts/card.js';
import { Switch } from '../../parts/choices.js';
import { EmptyState } from '../../parts/empty-state.js';
import type { IconName } from '../../parts/icon.js';
import { More } from '../../parts/more.js';
import { Person } from '../../parts/person.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Table } from '../../parts/table.js';
import { Ago, Day, Moment } from '../../parts/when.js';
import { useCodeText } from '../../texts/codes.js';
import styles from './event-list.module.css';

const looks: Record<EventView['state'], { tone: Tone; icon?: IconName }> = {
  received: { tone: 'info', icon: 'clock' },
  applied: { tone: 'good' },
  unchanged: { tone: 'neutral', icon: 'check' },
  stale: { tone: 'neutral', icon: 'clock' },
  held: { tone: 'danger', icon: 'pause' },
  quarantined: { tone: 'wait', icon: 'pause' },
  cancelled: { tone: 'neutral', icon: 'close' },
  conflict: { tone: 'danger', icon: 'error' },
};

/** What HR systems have pushed, the newest first: what it was about, when it happened, what became of it. */
export function EventList() {
  const { t } = useTranslation();
  const [isAttention, setAttention] = useState(false);
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    eventsQuery(isAttention ? 'attention' : 'all'),
  );
  const events = itemsOf(data);
  return (
    <div className={styles.events}>
      <div className={styles.head}>
        <p className={styles.about}>{t('events.about')}</p>
        <Switch isSelected={isAttention} onChange={setAttention}>
          {t('events.attention')}
        </Switch>
      </div>
      {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
      {!error && (
        <Card flush>
          {!data && <Skeleton rows={4} />}
          {data && events.length === 0 && (
            <EmptyState
              icon={isAttention ? 'done' : 'import'}
              title={t(isAttention ? 'events.noAttention' : 'events.none')}
            >
              {t(isAttention ? 'events.noAttentionAbout' : 'events.noneAbout')}
            </EmptyState>
          )}
          {events.length > 0 && <Events events={events} />}
          <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
        </Card>
      )}
    </div>
  );
}

function Events({ events }: { events: readonly EventView[] }) {
  const { t } = useTranslation();
  return (
    <Table
      caption={t('events.title')}
      rows={events}
      rowId={({ id }) => id}
      columns={[
        {
          id: 'person',
          heading: t('events.person'),
          isName: true,
          cell: ({ person, personKey }) =>
            person.id === null ? (
              <span className={`${styles.lines} ${styles.nobody}`}>
                {t('events.nobody')}
                {personKey !== null && (
                  <span className={styles.soft}>{t('events.key', { key: personKey })}</span>
                )}
              </span>
            ) : (
              <Link to="/personal/$personId" params={{ personId: person.id }} className={styles.person}>
                <Person person={person} size="small" />
              </Link>
            ),
        },
        { id: 'kind', heading: t('events.kind'), cell: (event) => <Kind event={event} /> },
        {
          id: 'occurred',
          heading: t('events.occurred'),
          cell: ({ occurredAt, receivedAt }) => (
            <span className={styles.lines}>
              <Moment at={occurredAt} />
              <span className={styles.soft}>
                {t('events.came')} <Ago at={receivedAt} />
              </span>
            </span>
          ),
        },
        { id: 'state', heading: t('events.state'), cell: (event) => <State event={event} /> },
      ]}
    />
  );
}

function Kind({ event }: { event: EventView }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  return (
    <span className={styles.lines}>
      <span>
        {codeText('eventTypes', event.type) ?? event.type}
        {event.isCorrection && ` · ${t('events.correction')}`}
      </span>
      {event.effectiveFrom && (
        <span className={styles.soft}>
          {t('events.from')} <Day day={event.effectiveFrom} />
        </span>
      )}
    </span>
  );
}

/** What became of it; what is wrong, and where to go, when somebody has to do something. */
function State({ event }: { event: EventView }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  const { reason, detail, path, state } = event;
  const why =
    reason === null ? null : (codeText('eventReasons', reason) ?? codeText('rows', reason) ?? detail);
  return (
    <span className={styles.lines}>
      <span>
        <Badge {...looks[state]}>{t(`events.states.${state}`)}</Badge>
      </span>
      {why !== null && (
        <span className={styles.why}>
          {why}
          {path !== null && reason !== 'unknown-person' && ` (${path})`}
        </span>
      )}
      {event.repeats > 0 && (
        <span className={styles.soft}>{t('events.repeats', { count: event.repeats })}</span>
      )}
      {event.import !== null && (
        <Link to="/importer/$importId" params={{ importId: event.import }}>
          {t('events.toHeld')}
        </Link>
      )}
    </span>
  );
}
