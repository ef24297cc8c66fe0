import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure';
import { Heading } from 'react-aria-components/Heading';
import { Icon } from '../../parts/icon.js';
import styles from './evidence.module.css';

/** Evidence that is there for those who want it, folded until then. */
export function Foldable({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Disclosure className={styles.fold}>
      <Heading level={3}>
        <Button slot="trigger" className={styles.foldButton}>
          <Icon name="right" size={18} />
          {title}
        </Button>
      </Heading>
      <DisclosurePanel>
        <div className={styles.foldInside}>{children}</div>
      </DisclosurePanel>
    </Disclosure>
  );
}
