import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CredentialReport } from '../../api/generated/types.gen.js';
import { Badge, type Tone } from '../../parts/badge.js';
import { Person } from '../../parts/person.js';
import { Row } from '../../parts/row-list.js';
import { Ago } from '../../parts/when.js';
import { useDates } from '../../texts/dates.js';
import styles from '../leavers/leavers.module.css';
import { useMeansName } from './means-choice.js';

const tones: Record<CredentialReport['state'], Tone> = {
  unconfirmed: 'wait',
  barred: 'danger',
  renewed: 'good',
  'false-alarm': 'neutral',
  dismissed: 'neutral',
};

/** One report in words: what, why, by whom, and how far it has come. */
export function ReportRow({ report, children }: { report: CredentialReport; children?: ReactNode }) {
  const { t } = useTranslation();
  const dates = useDates();
  const nameOf = useMeansName();
  const what = `${nameOf(report)} · ${t(`credentials.causes.${report.cause}`)}`;
  return (
    <Row>
      <span className={styles.words}>
        {report.own ? <strong>{what}</strong> : <Person person={report.person} detail={what} />}
        {report.note && <span>{report.note}</span>}
        <span className={styles.detail}>
          {report.reportedBy ? report.reportedBy.name : t('credentials.fromOutside')} ·{' '}
          <Ago at={report.reportedAt} />
        </span>
        {report.blockedOn && (
          <span className={styles.detail}>
            {t('credentials.blockedOn', {
              day: dates.day(report.blockedOn),
              name: report.blockedBy?.name ?? '',
            })}
          </span>
        )}
        {report.closedOn && report.identityDocument && (
          <span className={styles.detail}>
            {t('credentials.seen', {
              day: dates.day(report.closedOn),
              name: report.closedBy?.name ?? '',
              document: t(`credentials.documents.${report.identityDocument}`),
            })}
          </span>
        )}
      </span>
      <span className={styles.end}>
        <Badge tone={tones[report.state]}>{t(`credentials.states.${report.state}`)}</Badge>
        {(report.state === 'unconfirmed' || report.state === 'barred') && (
          <Badge icon="calendar">{t('tasks.due', { day: dates.day(report.dueOn) })}</Badge>
        )}
        {children}
      </span>
    </Row>
  );
}
