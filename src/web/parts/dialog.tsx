import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { IconButton } from './button.js';
import styles from './dialog.module.css';

interface DialogProps {
  title: string;
  isOpen: boolean;
  /** Left out, the dialog can only be answered: no cross, no Escape, no press beside. */
  onClose?: (() => void) | undefined;
  children: ReactNode;
  /** The buttons; the one that carries on comes last and is reached last by Tab. */
  actions?: ReactNode;
  role?: 'dialog' | 'alertdialog';
}

/** Floats in the middle; on a phone it sits at the bottom edge where the thumb is. */
export function Dialog({ title, isOpen, onClose, children, actions, role = 'dialog' }: DialogProps) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      className={styles.scrim}
      isOpen={isOpen}
      isDismissable={Boolean(onClose)}
      isKeyboardDismissDisabled={!onClose}
      onOpenChange={(open) => {
        if (!open) onClose?.();
      }}
    >
      <Modal className={styles.dialog}>
        <AriaDialog role={role} className={styles.inside}>
          <header className={styles.head}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            {onClose && <IconButton icon="close" label={t('parts.close')} size="small" onPress={onClose} />}
          </header>
          <div className={styles.body}>{children}</div>
          {actions && <footer className={styles.actions}>{actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

interface DrawerProps {
  title: string;
  /** Small line above the title, e.g. "Begäran 42". */
  over?: string | undefined;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  actions?: ReactNode;
}

/** Details from the right edge. The page that opens one gives it a URL of its own, so Back closes it. */
export function Drawer({ title, over, isOpen, onClose, children, actions }: DrawerProps) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      className={`${styles.scrim} ${styles.aside}`}
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={styles.drawer}>
        <AriaDialog className={styles.inside}>
          <header className={styles.head}>
            <div>
              {over && <p className={styles.over}>{over}</p>}
              <Heading slot="title" level={2}>
                {title}
              </Heading>
            </div>
            <IconButton icon="close" label={t('parts.close')} onPress={onClose} />
          </header>
          {/* Long evidence must be scrollable by keyboard even when nothing in it takes focus. */}
          <div className={styles.body} tabIndex={0} role="region" aria-label={title}>
            {children}
          </div>
          {actions && <footer className={styles.actions}>{actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
