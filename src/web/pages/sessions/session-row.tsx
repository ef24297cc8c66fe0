import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../api/generated/types.gen.js';
import { Row } from '../../parts/row-list.js';
import { Ago, Moment } from '../../parts/when.js';
import styles from '../leavers/leavers.module.css';

/** A session in words: device, place, how and when. */
export function SessionRow({ session, children }: { session: Session; children?: ReactNode }) {
  const { t } = useTranslation();
  const { device, place, address, method, level } = session;
  return (
    <Row>
      <span className={styles.words}>
        <strong>{device ?? t('sessions.unknownDevice')}</strong>
        <span className={styles.detail}>
          {[place ?? t('sessions.unknownPlace'), address].filter(Boolean).join(' · ')}
        </span>
        <span className={styles.detail}>
          {t('sessions.by', { method, level })} · {t('sessions.since')} <Moment at={session.signedInAt} /> ·{' '}
          {t('sessions.used')} <Ago at={session.lastSeenAt} />
        </span>
      </span>
      <span className={styles.end}>{children}</span>
    </Row>
  );
}
