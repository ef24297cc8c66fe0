import { useTranslation } from 'react-i18next';
import type { RequestView } from '../../api/generated/types.gen.js';
import { Badge, type Tone } from '../../parts/badge.js';
import type { IconName } from '../../parts/icon.js';

const looks: Record<RequestView['state'] | 'deviates' | 'conflicts', { tone: Tone; icon?: IconName }> = {
  pending: { tone: 'wait' },
  approved: { tone: 'good' },
  refused: { tone: 'danger', icon: 'error' },
  withdrawn: { tone: 'neutral', icon: 'undo' },
  closed: { tone: 'neutral', icon: 'close' },
  deviates: { tone: 'wait', icon: 'alert' },
  conflicts: { tone: 'wait', icon: 'alert' },
};

export function RequestState({ state }: { state: keyof typeof looks }) {
  const { t } = useTranslation();
  return <Badge {...looks[state]}>{t(`requests.states.${state}`)}</Badge>;
}
