import { useTranslation } from 'react-i18next';
import type { ImportView } from '../../api/generated/types.gen.js';
import { Badge, type Tone } from '../../parts/badge.js';
import type { IconName } from '../../parts/icon.js';

const looks: Record<ImportView['state'], { tone: Tone; icon?: IconName }> = {
  running: { tone: 'info', icon: 'clock' },
  applied: { tone: 'good' },
  unchanged: { tone: 'neutral', icon: 'check' },
  held: { tone: 'danger', icon: 'pause' },
  rejected: { tone: 'danger', icon: 'error' },
  cancelled: { tone: 'neutral', icon: 'close' },
  'dry-run': { tone: 'info' },
};

export function ImportState({ state }: { state: ImportView['state'] }) {
  const { t } = useTranslation();
  return <Badge {...looks[state]}>{t(`imports.states.${state}`)}</Badge>;
}
