import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestView } from '../../api/generated/types.gen.js';
import type { RequestsView } from '../../api/requests.js';
import { AcrossBadge } from '../../parts/across-badge.js';
import { Person } from '../../parts/person.js';
import { Row, rowLink } from '../../parts/row-list.js';
import { Ago } from '../../parts/when.js';
import { RequestState } from './request-state.js';
import { useStageLine } from './stage-list.js';
import styles from './approvals-page.module.css';

interface RequestRowProps {
  request: RequestView;
  view: RequestsView;
  /** Stands before the row: a box to tick. */
  tick?: ReactNode;
}

/** One request in a list; it opens in the drawer. */
export function RequestRow({ request, view, tick }: RequestRowProps) {
  const { t } = useTranslation();
  const stageLine = useStageLine();
  const pending = request.state === 'pending';
  return (
    <Row>
      {tick && <span className={styles.tick}>{tick}</span>}
      <span className={styles.who}>
        <Link
          to="/godkannanden/$requestId"
          params={{ requestId: request.id }}
          search={(old) => ({
            visa: old.visa === 'beslutade' || old.visa === 'skickade' ? old.visa : undefined,
            roll: typeof old.roll === 'string' ? old.roll : undefined,
          })}
          className={rowLink}
        >
          <Person person={request.person} detail={`${request.employment.title} · ${request.unit.name}`} />
        </Link>
      </span>
      <span className={styles.what}>
        <span className={styles.role}>{request.role.name}</span>
        <span className={styles.detail}>
          {t('requests.number', { number: request.number })} ·{' '}
          {view === 'to-decide' && t('approvals.askedBy', { name: request.requestedBy.name })}
          {view === 'sent' && pending && stageLine(request)}
          {view === 'sent' &&
            !pending &&
            t('approvals.decidedBy', { name: request.approver?.name ?? t('request.anApprover') })}
        </span>
      </span>
      <span className={styles.state}>
        {request.acrossProviders && <AcrossBadge />}
        {pending && request.deviations.length > 0 && view === 'to-decide' && (
          <RequestState state="deviates" />
        )}
        {pending && request.conflicts.length > 0 && view === 'to-decide' && (
          <RequestState state="conflicts" />
        )}
        {pending ? (
          <span className={styles.detail}>
            <Ago at={request.submittedAt} />
          </span>
        ) : (
          <RequestState state={request.state} />
        )}
      </span>
    </Row>
  );
}
