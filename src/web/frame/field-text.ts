import { useTranslation } from 'react-i18next';
import { limitIn } from '../api/field-limits.js';
import { Problem } from '../api/problem.js';
import { useCodeText } from '../texts/codes.js';

/**
 * What to say beside a field of what the service refused, in the reader's language: the words for the refusal's code.
 * The service's own words are English, so they are shown only to those who read English.
 * The first of `pointers` that the service named counts; undefined when it named none.
 */
export function useFieldText(): (problem: unknown, ...pointers: string[]) => string | undefined {
  const wordsFor = useFieldWords();
  return (problem, ...pointers) => {
    if (!(problem instanceof Problem)) return undefined;
    const refused = pointers.map((pointer) => problem.at(pointer)).find((field) => field !== undefined);
    return refused && wordsFor(refused);
  };
}

/** The words for one refused field. */
export function useFieldWords(): (refused: { code: string; detail: string }) => string {
  const { t, i18n } = useTranslation();
  const codeText = useCodeText();
  return ({ code, detail }) => {
    // `invalid` says only that the field does not fit its schema; how is in the detail.
    const words = code === 'invalid' ? null : codeText('problems', `${code}.detail`);
    if (words !== null) return words;
    const limit = limitIn(detail);
    if (limit && !('count' in limit)) return t(`problems.field.${limit.limit}`);
    if (limit) return t(`problems.field.${limit.limit}`, { count: limit.count });
    return i18n.language === 'en' && detail ? detail : t('problems.field.unfit');
  };
}
