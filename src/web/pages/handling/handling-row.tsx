import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Handling } from '../../api/generated/types.gen.js';
import { Badge } from '../../parts/badge.js';
import { Person } from '../../parts/person.js';
import { Row } from '../../parts/row-list.js';
import { Ago } from '../../parts/when.js';
import { useDates } from '../../texts/dates.js';
import styles from '../leavers/leavers.module.css';

/** One task in words: what to do, for whom, by which names the system may know them, and by when. */
export function HandlingRow({
  task,
  isDone,
  children,
}: {
  task: Handling;
  isDone: boolean;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const dates = useDates();
  const { entitlement, system } = task;
  const names = [
    task.title,
    task.unit,
    task.hsaId && t('handling.hsaId', { id: task.hsaId }),
    task.username && t('handling.username', { name: task.username }),
  ].filter(Boolean);
  return (
    <Row>
      <span className={styles.words}>
        <strong>
          {t(isDone ? `handling.did.${task.kind}` : `handling.do.${task.kind}`, {
            entitlement: entitlement.name,
            system: system.name,
          })}
        </strong>
        <Person person={task.person} size="small" detail={names.join(' · ')} />
        <span className={styles.detail}>
          {t('handling.what', { name: entitlement.externalName })} · {entitlement.sentence}
        </span>
        {task.roles.length > 0 && (
          <span className={styles.detail}>{t('handling.roles', { roles: task.roles.join(', ') })}</span>
        )}
        {isDone && task.confirmedBy && task.confirmedAt && (
          <span className={styles.detail}>
            {t('handling.doneBy', { name: task.confirmedBy.name })} · <Ago at={task.confirmedAt} />
          </span>
        )}
        {isDone && task.note && <span className={styles.detail}>{task.note}</span>}
      </span>
      <span className={styles.end}>
        {!isDone && task.urgent && (
          <Badge tone="danger" icon="alert">
            {t('handling.urgent')}
          </Badge>
        )}
        {!isDone && (
          <Badge tone={task.late ? 'danger' : 'neutral'} icon="calendar">
            {t(task.late ? 'tasks.late' : 'tasks.due', { day: dates.day(task.dueOn) })}
          </Badge>
        )}
        {!isDone && task.escalated && <Badge tone="wait">{t('handling.escalated')}</Badge>}
        {children}
      </span>
    </Row>
  );
}
