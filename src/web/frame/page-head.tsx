import { useEffect, useRef, type ReactNode } from 'react';
import styles from './page-head.module.css';

let hasShownOne = false;

interface PageHeadProps {
  title: string;
  /** One sentence: what to do here. */
  about?: ReactNode;
  /** The page's one primary action. */
  action?: ReactNode;
  over?: ReactNode;
}

/**
 * The one h1 of a page. Sets the document's title and, on navigation, takes the focus, so that a screen reader says
 * where one has come; not on the first page, where the browser starts at the top by itself.
 */
export function PageHead({ title, about, action, over }: PageHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Grindvakt`;
  }, [title]);
  useEffect(() => {
    if (hasShownOne) heading.current?.focus({ preventScroll: true });
    hasShownOne = true;
  }, []);
  return (
    <header className={styles.head}>
      <div className={styles.words}>
        {over && <div className={styles.over}>{over}</div>}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {about && <p className={styles.about}>{about}</p>}
      </div>
      {action && <div className={styles.action}>{action}</div>}
    </header>
  );
}

/** A page's parts under one another with even air between. */
export function PageBody({ children, narrow }: { children: ReactNode; narrow?: boolean }) {
  return <div className={narrow ? `${styles.body} ${styles.narrow}` : styles.body}>{children}</div>;
}
