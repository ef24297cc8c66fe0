import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestView } from '../../api/generated/types.gen.js';
import { Button, LinkButton } from '../../parts/button.js';
import { Icon } from '../../parts/icon.js';
import styles from './preview-step.module.css';

export function SentView({ request, onAnother }: { request: RequestView; onAnother: () => void }) {
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
        <Button onPress={onAnother}>{t('request.another')}</Button>
        <LinkButton
          look="primary"
          to="/godkannanden/$requestId"
          params={{ requestId: request.id }}
          search={{ visa: 'skickade' }}
        >
          {t('request.follow')}
        </LinkButton>
      </div>
    </div>
  );
}
