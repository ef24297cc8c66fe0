import { useTranslation } from 'react-i18next';
import type { PersonPrerequisite } from '../../api/generated/types.gen.js';
import { Badge, type Tone } from '../../parts/badge.js';

type State = PersonPrerequisite['state'];

const tones: Record<State, Tone> = {
  valid: 'good',
  lapsing: 'wait',
  lapsed: 'danger',
  missing: 'danger',
  withdrawn: 'danger',
};

export function PrerequisiteState({ state }: { state: State }) {
  const { t } = useTranslation();
  return <Badge tone={tones[state]}>{t(`prerequisites.states.${state}`)}</Badge>;
}
