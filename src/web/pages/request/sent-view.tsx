import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestView } from '../../api/generated/types.gen.js';
import { Button, LinkButton } from '../../parts/button.js';
import { Icon } from '../../parts/icon.js';
import styles from './preview-step.module.css';

interface SentViewProps {
  request: RequestView;
  /** How many roles that were chosen together are still to be assessed. */
  left: number;
  onNext: (() => void) | undefined;
  onAnother: () => void;
}

export function SentView({ request, left, onNext, onAnother }: SentViewProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    document.title = `${t('request.sent', { number: request.number })} · Grindvakt`;
  }, [request.number, t]);
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
