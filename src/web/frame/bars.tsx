import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon, Mark } from '../parts/icon.js';
import { useMe } from '../session/use-me.js';
import { bottomBarOf, navigationOf, type NavEntry } from './navigation.js';
import styles from './bars.module.css';

const groups = ['work', 'staff', 'system', 'own'] as const;

function isHere(entry: NavEntry, path: string): boolean {
  return entry.to === '/' ? path === '/' : path === entry.to || path.startsWith(`${entry.to}/`);
}

function NavLink({ entry, waiting }: { entry: NavEntry; waiting: number }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const here = isHere(entry, pathname);
  return (
    <Link
      to={entry.to}

      className={styles.link}
      data-here={here || undefined}
      data-danger={entry.name === 'terminate' || undefined}
      aria-current={here ? 'page' : undefined}
    >
      <Icon name={entry.icon} />
      <span>{t(`nav.${entry.name}`)}</span>
      {entry.name === 'tasks' && waiting > 0 && (
        <span className={styles.count} aria-label={t('nav.waiting', { count: waiting })}>
          {waiting}
        </span>
      )}
    </Link>
  );
}

/** The same list in the side bar and in the phone's menu. */
export function NavList() {
  const { t } = useTranslation();
  const me = useMe();
  const entries = navigationOf(me);
  return (
    <nav aria-label={t('frame.navigation')} className={styles.nav}>
      {groups.map((group) => {
        const inGroup = entries.filter((entry) => entry.group === group);
        if (inGroup.length === 0) return null;
        return (
          <div key={group} className={styles.group}>
            <p className={styles.groupName}>{t(`nav.groups.${group}`)}</p>
            <ul>
              {inGroup.map((entry) => (
                <li key={entry.name}>
                  <NavLink entry={entry} waiting={me.waiting} />
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

export function SideBar() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <div className={styles.side}>
      <div className={styles.stuck}>
        <div role="region" aria-label={t('frame.organisation')}>
          <Link to="/" className={styles.brand}>
            <Mark size={32} />
            <span className={styles.brandWords}>
              <span className={styles.brandName}>Grindvakt</span>
              <span className={styles.organisation}>{me.organisation}</span>
            </span>
          </Link>
        </div>
        <NavList />
      </div>
    </div>
  );
}

/** On a phone, where the thumb is. */
export function BottomBar() {
  const { t } = useTranslation();
  const me = useMe();
  const { pathname } = useLocation();
  return (
    <nav className={styles.bottom} aria-label={t('frame.quickNavigation')}>
      {bottomBarOf(me).map((entry) => {
        const here = isHere(entry, pathname);
        return (
          <Link
            key={entry.name}
            to={entry.to}
            className={styles.bottomLink}
            data-here={here || undefined}
            aria-current={here ? 'page' : undefined}
          >
            <span className={styles.bottomIcon}>
              <Icon name={entry.icon} size={22} />
              {entry.name === 'tasks' && me.waiting > 0 && <span className={styles.dot} />}
            </span>
            {t(`nav.short.${entry.name}`)}
          </Link>
        );
      })}
    </nav>
  );
}
