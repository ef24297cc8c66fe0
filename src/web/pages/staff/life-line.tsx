import { useTranslation } from 'react-i18next';
import type { PersonCard } from '../../api/generated/types.gen.js';
import { Icon, type IconName } from '../../parts/icon.js';
import { today, useDates } from '../../texts/dates.js';
import { lifeLineOf } from './life-line-scale.js';
import styles from './life-line.module.css';

const icons: Partial<Record<PersonCard['timeline'][number]['kind'], IconName>> = {
  joined: 'plus',
  rehired: 'plus',
  moved: 'move',
  leave: 'pause',
  returned: 'undo',
  left: 'signout',
  terminated: 'stop',
};

/**
 * Joiner–mover–leaver as a picture: one lane an employment, one for what is held, today as a line through them. The
 * same facts stand as text under "Anställningar" and "Händelser", so the picture itself is one image to screen readers.
 */
export function LifeLine({ card }: { card: PersonCard }) {
  const { t } = useTranslation();
  const dates = useDates();
  const line = lifeLineOf(card, today());
  const summary = card.employments
    .map(({ title, unit, from, to }) =>
      t('person.lane', {
        title,
        unit: unit.name,
        from: dates.day(from),
        to: to ? dates.day(to) : t('employments.untilFurther'),
      }),
    )
    .concat(
      card.employments.flatMap(({ leave }) =>
        leave
          ? [
              t('person.laneLeave', {
                from: dates.day(leave.from),
                to: leave.to ? dates.day(leave.to) : t('employments.untilFurther'),
              }),
            ]
          : [],
      ),
      card.handovers.map(({ unit, from, to }) =>
        t('person.laneTail', {
          unit: unit ?? '',
          from: dates.day(from),
          to: to ? dates.day(to) : t('employments.untilFurther'),
        }),
      ),
    )
    .join('. ');

  return (
    <div className={styles.picture} role="img" aria-label={`${t('person.path')}: ${summary}`}>
      <div className={styles.years}>
        {line.ticks.map((tick) => (
          <span key={tick.label} className={styles.year} style={{ left: `${tick.at}%` }}>
            {tick.label.length > 4 ? dates.month(tick.label) : tick.label}
          </span>
        ))}
      </div>
      <div className={styles.lanes}>
        {line.ticks.map((tick) => (
          <span key={tick.label} className={styles.grid} style={{ left: `${tick.at}%` }} />
        ))}
        {line.lanes.map((lane) => (
          <div key={lane.id} className={styles.lane}>
            <span
              className={styles.bar}
              data-state={lane.state}
              data-open={lane.isOpen || undefined}
              style={{ left: `${lane.from}%`, width: `${lane.width}%` }}
            />
            {lane.rest && (
              <span
                className={styles.rest}
                style={{ left: `${lane.rest.from}%`, width: `${lane.rest.width}%` }}
                title={t('person.onLeave')}
              />
            )}
            <span
              className={styles.name}
              data-end={lane.from > 40 || undefined}
              style={
                lane.from > 40
                  ? { right: `${100 - lane.from - lane.width}%`, maxWidth: `${lane.from + lane.width}%` }
                  : { left: `${lane.from}%`, maxWidth: `${100 - lane.from}%` }
              }
            >
              {lane.name}
            </span>
          </div>
        ))}
        {line.tails.map((tail) => (
          <div key={tail.id} className={styles.lane}>
            <span
              className={styles.bar}
              data-state="tail"
              style={{ left: `${tail.from}%`, width: `${tail.width}%` }}
            />
            <span
              className={styles.name}
              data-end={tail.from > 40 || undefined}
              style={
                tail.from > 40
                  ? { right: `${100 - tail.from - tail.width}%`, maxWidth: `${tail.from + tail.width}%` }
                  : { left: `${tail.from}%`, maxWidth: `${100 - tail.from}%` }
              }
            >
              {tail.unit === null ? t('person.tail') : t('person.tailFrom', { unit: tail.unit })}
            </span>
          </div>
        ))}
        <div className={styles.events}>
          {line.events.map((event) => {
            const icon = icons[event.kind];
            return (
              icon && (
                <span
                  key={event.id}
                  className={styles.event}
                  data-kind={event.kind}
                  style={{ left: `clamp(13px, ${event.at}%, 100% - 13px)` }}
                  title={`${dates.day(event.day)}: ${event.text}`}
                >
                  <Icon name={icon} size={14} />
                </span>
              )
            );
          })}
        </div>
        <span className={styles.today} style={{ left: `${line.today}%` }} />
        <span className={styles.todayWord} style={{ left: `clamp(24px, ${line.today}%, 100% - 24px)` }}>
          {t('person.today')}
        </span>
      </div>
    </div>
  );
}
