import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { requestQuery } from '../../api/requests.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button, LinkButton } from '../../parts/button.js';
import { Icon } from '../../parts/icon.js';
import { Skeleton } from '../../parts/skeleton.js';
import styles from './preview-step.module.css';

interface SentViewProps {
  requestId: string;
  /** How many roles that were chosen together are still to be assessed. */
  left: number;
  onNext: (() => void) | undefined;
  onAnother: () => void;
}

/** What was sent and to whom, at an address of its own: read again or come back to, it says the same. */
export function SentView({ requestId, left, onNext, onAnother }: SentViewProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const { data: request, error, refetch } = useQuery(requestQuery(requestId));
  const number = request?.number;
  useEffect(() => {
    if (number === undefined) return;
    heading.current?.focus();
    document.title = `${t('request.sent', { number })} · Grindvakt`;
  }, [number, t]);
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!request) return <Skeleton rows={4} />;
  return (
    <div className={styles.sent}>
      <span className={styles.mark}>
        <Icon name="check" size={30} />
      </span>
      <h1 ref={heading} tabIndex={-1}>
        {t('request.sent', { number: request.number })}
      </h1>
      <p>
        {t('request.sentAbout', {
          role: request.role.name,
          name: request.person.name,
          approver: request.approver?.name ?? t('request.anApprover'),
        })}
      </p>
      <div className={styles.sentActions}>
        {onNext ? (
          <Button look="primary" iconAfter="arrow" onPress={onNext}>
            {t('asking.like.next', { count: left })}
          </Button>
        ) : (
          <Button onPress={onAnother}>{t('request.another')}</Button>
        )}
        <LinkButton
          look={onNext ? 'secondary' : 'primary'}
          to="/begaranden/$requestId"
          params={{ requestId: request.id }}
        >
          {t('request.follow')}
        </LinkButton>
      </div>
    </div>
  );
}
