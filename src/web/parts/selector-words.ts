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
    const titles = (titleCodes ?? []).filter((code) => !code.endsWith('*'));
    const prefixes = (titleCodes ?? []).filter((code) => code.endsWith('*')).map((code) => code.slice(0, -1));
    const title = (code: string): string => words?.titles.find((one) => one.code === code)?.title ?? code;
    const titled = [
      ...(titles.length > 0 ? [t('selector.withTitle', { titles: or(titles.map(title)) })] : []),
      ...(prefixes.length > 0 ? [t('selector.withTitleCode', { codes: or(prefixes) })] : []),
    ];
    const parts = [
      ...(titled.length > 0 ? [or(titled)] : []),
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
