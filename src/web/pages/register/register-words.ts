import type { SystemView } from '../../api/generated/types.gen.js';
import type { Tone } from '../../parts/badge.js';

export function toneOfState(state: SystemView['state']): Tone {
  if (state === 'in-use') return 'good';
  if (state === 'retiring' || state === 'classified') return 'wait';
  return 'neutral';
}
