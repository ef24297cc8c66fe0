import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonPrerequisite } from '../../api/generated/types.gen.js';
import { personPrerequisitesQuery } from '../../api/prerequisites.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Day } from '../../parts/when.js';
import { PrerequisiteState } from './prerequisite-state.js';
import { RegisterDialog } from './register-dialog.js';
import styles from './prerequisites-page.module.css';

/** How one person stands, what to do about what is missing, and what has been said before. */
export function PersonPrerequisites({ personId }: { personId: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(personPrerequisitesQuery(personId));
  const [registering, setRegistering] = useState<PersonPrerequisite | null>(null);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton rows={3} />;
  return (
    <Card flush>
      {data.items.length === 0 ? (
        <EmptyState icon="done" title={t('prerequisites.nonePersonal')} />
      ) : (
        <RowList label={t('prerequisites.title')}>
          {data.items.map((each) => (
            <PrerequisiteRow
              key={each.id}
              each={each}
              onRegister={() => {
                setRegistering(each);
              }}
            />
          ))}
        </RowList>
      )}
      {registering && (
        <RegisterDialog
          personId={personId}
          prerequisite={registering}
          onClose={() => {
            setRegistering(null);
          }}
        />
      )}
    </Card>
  );
}

function PrerequisiteRow({ each, onRegister }: { each: PersonPrerequisite; onRegister: () => void }) {
  const { t } = useTranslation();
  const holds = each.state === 'valid' || each.state === 'lapsing';
  return (
    <Row>
      <span className={styles.words}>
        <strong>{each.name}</strong>
        <span className={styles.detail}>
          {each.day && (
            <>
              {t(`prerequisites.done.${each.kind}`)} <Day day={each.day} />
              {each.textVersion !== null && ` (${t('prerequisites.version', { version: each.textVersion })})`}
            </>
          )}
          {each.day && each.lastDay && ' · '}
          {each.lastDay && (
            <>
              {t(each.state === 'lapsed' ? 'prerequisites.lapsedOn' : 'prerequisites.lastDay')}{' '}
              <Day day={each.lastDay} />
            </>
          )}
        </span>
        {!holds && each.requiredBy.length > 0 && (
          <span className={styles.detail}>
            {t('prerequisites.restsFor', { roles: each.requiredBy.join(', ') })}
          </span>
        )}
        {each.state !== 'valid' && each.needed && <span className={styles.detail}>{each.how}</span>}
        {each.history.length > 1 && (
          <details className={styles.detail}>
            <summary>{t('prerequisites.history', { count: each.history.length })}</summary>
            <ul>
              {each.history.map(({ at, day, met, origin, by }) => (
                <li key={at + day}>
                  <Day day={day} /> · {t(`prerequisites.origins.${origin}`)}
                  {!met && ` · ${t('prerequisites.states.withdrawn')}`}
                  {by && ` · ${by.name}`}
                </li>
              ))}
            </ul>
          </details>
        )}
      </span>
      {each.state === 'missing' && !each.needed ? (
        <Badge>{t('prerequisites.notNeeded')}</Badge>
      ) : (
        <PrerequisiteState state={each.state} />
      )}
      {each.mayRegister && (
        <Button
          size="small"
          aria-label={t('prerequisites.registerThis', { what: each.name })}
          onPress={onRegister}
        >
          {t('prerequisites.register')}
        </Button>
      )}
    </Row>
  );
}
