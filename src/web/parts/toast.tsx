import { useTranslation } from 'react-i18next';
import {
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components/Toast';
import { Text } from 'react-aria-components/Text';
import { Button, IconButton } from './button.js';
import { Icon } from './icon.js';
import styles from './toast.module.css';

interface Toast {
  tone: 'good' | 'danger';
  title: string;
  detail?: string;
  undo?: () => void;
}

const queue = new ToastQueue<Toast>({ maxVisibleToasts: 3 });

/** Says that something is done. What went wrong belongs beside what was tried, not here. */
export function toast(message: Toast): void {
  // WCAG 2.2.1: at least five seconds, and longer when there is something to press; hovering or focusing pauses it.
  queue.add(message, { timeout: message.undo ? 12_000 : 6_000 });
}

export function Toasts() {
  const { t } = useTranslation();
  return (
    <ToastRegion queue={queue} className={styles.region} aria-label={t('parts.notices')}>
      {({ toast: shown }) => (
        <AriaToast toast={shown} className={styles.toast}>
          <span className={styles[shown.content.tone]}>
            <Icon name={shown.content.tone === 'good' ? 'done' : 'error'} />
          </span>
          <ToastContent className={styles.words}>
            <Text slot="title" className={styles.title}>
              {shown.content.title}
            </Text>
            {shown.content.detail && <Text slot="description">{shown.content.detail}</Text>}
          </ToastContent>
          {shown.content.undo && (
            <Button
              size="small"
              onPress={() => {
                shown.content.undo?.();
                queue.close(shown.key);
              }}
            >
              {t('parts.undo')}
            </Button>
          )}
          <IconButton slot="close" icon="close" size="small" label={t('parts.close')} />
        </AriaToast>
      )}
    </ToastRegion>
  );
}
