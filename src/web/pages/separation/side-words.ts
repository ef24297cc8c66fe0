import { useTranslation } from 'react-i18next';
import type { NamedSeparationSide } from '../../api/generated/types.gen.js';

/** What is on one side of a rule, as one reads it. */
export function useSideWords(): (side: NamedSeparationSide) => string {
  const { t } = useTranslation();
  return ({ access, people, employmentKinds, side }) => {
    const who = [...people, ...employmentKinds.map((kind) => t(`employments.kinds.${kind}`))];
    const everybody = side.people && who.length === 0 ? [t('separation.everybody')] : [];
    return [...access, ...who, ...everybody].join(', ');
  };
}
