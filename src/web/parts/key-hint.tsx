import styles from './key-hint.module.css';

/** A key drawn as a key. A hint for the eye; the control itself carries aria-keyshortcuts. */
export function KeyHint({ children }: { children: string }) {
  return (
    <kbd className={styles.key} aria-hidden="true">
      {children}
    </kbd>
  );
}
