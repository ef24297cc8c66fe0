import { useTranslation } from 'react-i18next';

/**
 * Words for a code from the server. The codes cannot be known when the pages are built (a newer server may have
 * more), so the key is looked up when it is met; null says that there are no words for it.
 */
export function useCodeText(): (
  group:
    | 'signInFailures'
    | 'problems'
    | 'rows'
    | 'rejections'
    | 'endReasons'
    | 'eventTypes'
    | 'eventReasons'
    | 'register.actions'
    | 'approvals.around.fields',
  path: string,
) => string | null {
  const { i18n } = useTranslation();
  return (group, path) => {
    const text: unknown = i18n.getResource(i18n.language, 'translation', `${group}.${path}`);
    return typeof text === 'string' ? text : null;
  };
}
