import { useTranslation } from 'react-i18next';
import type { PersonCard } from '../../api/generated/types.gen.js';
import type { Tone } from '../../parts/badge.js';
import { Card } from '../../parts/card.js';
import type { IconName } from '../../parts/icon.js';
import { Timeline } from '../../parts/timeline.js';
import { Day } from '../../parts/when.js';

type Kind = PersonCard['timeline'][number]['kind'];

const looks: Record<Kind, { icon: IconName; tone: Tone }> = {
  joined: { icon: 'plus', tone: 'good' },
  moved: { icon: 'move', tone: 'info' },
  leave: { icon: 'pause', tone: 'wait' },
  returned: { icon: 'undo', tone: 'good' },
  left: { icon: 'signout', tone: 'neutral' },
  rehired: { icon: 'plus', tone: 'good' },
  terminated: { icon: 'stop', tone: 'danger' },
  granted: { icon: 'key', tone: 'neutral' },
  removed: { icon: 'minus', tone: 'neutral' },
  reviewed: { icon: 'review', tone: 'neutral' },
};

/** What has happened, newest first. */
export function History({ timeline }: { timeline: PersonCard['timeline'] }) {
  const { t } = useTranslation();
  const newestFirst = [...timeline].sort((a, b) => b.at.localeCompare(a.at));
  return (
    <Card>
      <Timeline
        label={t('person.history')}
        items={newestFirst.map((event, index) => ({
          id: String(index),
          ...looks[event.kind],
          title: event.text,
          detail: event.unit,
          when: <Day day={event.at} />,
        }))}
      />
    </Card>
  );
}
