import { useTranslation } from 'react-i18next';
import type { RequestView } from '../../api/generated/types.gen.js';
import { Badge, type Tone } from '../../parts/badge.js';
import { Moment } from '../../parts/when.js';
import { useDates } from '../../texts/dates.js';
import styles from './stage-list.module.css';

type Stage = RequestView['stages'][number];

const tones: Record<Stage['state'], Tone> = {
  waiting: 'neutral',
  open: 'wait',
  approved: 'good',
  refused: 'danger',
  skipped: 'neutral',
};

/** The stages in order: who is asked, who answered what and when, and for whom. */
export function StageList({ request }: { request: RequestView }) {
  const { t } = useTranslation();
  const dates = useDates();
  if (request.stages.length === 0) return null;
  return (
    <section className={styles.block} aria-label={t('approvals.stages.title')}>
      <h3>{t('approvals.stages.title')}</h3>
      <ol className={styles.stages}>
        {request.stages.map((stage) => (
          <li key={stage.position} className={styles.stage}>
            <div className={styles.head}>
              <strong>{t(`approvals.stages.kinds.${stage.kind}`)}</strong>
              <Badge tone={tones[stage.state]}>{t(`approvals.stages.states.${stage.state}`)}</Badge>
            </div>
            {stage.rule === 'all' && stage.approvers.length > 1 && (
              <p className={styles.soft}>{t('approvals.stages.all')}</p>
            )}
            <ul className={styles.people}>
              {stage.approvers.map(({ person, onBehalfOf, outcome, at, days, reason }) => (
                <li key={`${person.id ?? person.name} ${onBehalfOf?.id ?? ''}`}>
                  {person.name}
                  {onBehalfOf && ` ${t('approvals.stages.onBehalfOf', { name: onBehalfOf.name })}`}
                  {outcome && at && (
                    <span className={styles.soft}>
                      {' · '}
                      {t(`approvals.stages.outcomes.${outcome}`)} <Moment at={at} />
                      {days !== null && ` · ${t('assessment.days.count', { count: days })}`}
                    </span>
                  )}
                  {reason && <p className={styles.reason}>{reason}</p>}
                </li>
              ))}
            </ul>
            {stage.state === 'open' && stage.dueOn && (
              <p className={styles.soft}>
                {t('approvals.stages.due', { day: dates.day(stage.dueOn) })}{' '}
                {t(`approvals.stages.unanswered.${stage.unanswered}`)}
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Whom it waits for, in a line: names, and how far it has come. */
export function useStageLine(): (request: RequestView) => string {
  const { t } = useTranslation();
  return (request) => {
    const open = request.stages.find(({ state }) => state === 'open');
    if (!open) return '';
    const names = open.approvers.filter(({ outcome }) => outcome === null).map(({ person }) => person.name);
    const waiting = t('approvals.stages.waitsFor', {
      names: names.length > 3 ? t(`approvals.stages.kinds.${open.kind}`) : names.join(', '),
    });
    return request.stages.length > 1
      ? `${waiting} · ${t('approvals.stages.step', { step: open.position, of: request.stages.length })}`
      : waiting;
  };
}
