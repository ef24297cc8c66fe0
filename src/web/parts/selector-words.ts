import { useTranslation } from 'react-i18next';
import type { PeopleSelector, SelectorWords } from '../api/generated/types.gen.js';
import { spoken } from '../texts/texts.js';

/** A people selector as one reads it: "Alla med titeln Undersköterska, på Hemtjänst Norr med allt under". */
export function useSelectorSentence(): (
  selector: PeopleSelector | null,
  words: SelectorWords | undefined,
) => string {
  const { t } = useTranslation();
  const or = (items: readonly string[]): string =>
    new Intl.ListFormat(spoken(), { type: 'disjunction' }).format(items);
  return (selector, words) => {
    if (selector === null) return t('selector.anybody');
    const { unitsBelow, unitKinds, titleCodes, employmentKinds } = selector;
    const unit = (code: string): string => words?.units.find((one) => one.code === code)?.name ?? code;
    const title = (code: string): string =>
      code.endsWith('*')
        ? t('selector.titlePrefix', { code: code.slice(0, -1) })
        : (words?.titles.find((one) => one.code === code)?.title ?? code);
    const parts = [
      ...(titleCodes ? [t('selector.withTitle', { titles: or(titleCodes.map(title)) })] : []),
      ...(unitsBelow ? [t('selector.atUnits', { units: or(unitsBelow.map(unit)) })] : []),
      ...(unitKinds ? [t('selector.ofKinds', { kinds: or(unitKinds) })] : []),
      ...(employmentKinds
        ? [
            t('selector.employedAs', {
              kinds: or(employmentKinds.map((kind) => t(`employments.kinds.${kind}`))),
            }),
          ]
        : []),
    ];
    return parts.length === 0 ? t('selector.everybody') : t('selector.all', { parts: parts.join(', ') });
  };
}
