import { Link, useNavigate, useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { chosenTheme, showTheme, type Theme } from '../look/theme.js';
import { Badge } from '../parts/badge.js';
import { IconButton } from '../parts/button.js';
import { Drawer } from '../parts/dialog.js';
import { Icon, Mark, type IconName } from '../parts/icon.js';
import { KeyHint } from '../parts/key-hint.js';
import { Menu } from '../parts/menu.js';
import { initialsOf } from '../parts/person.js';
import { useSignOut } from '../session/sign-out.js';
import { useMe } from '../session/use-me.js';
import { speak, spoken } from '../texts/texts.js';
import { NavList } from './bars.js';
import { Countdown } from './countdown.js';
import styles from './top-bar.module.css';

const themes: readonly { id: Theme; icon: IconName }[] = [
  { id: 'light', icon: 'sun' },
  { id: 'dark', icon: 'moon' },
  { id: 'system', icon: 'screen' },
];

export function TopBar({ onSearch }: { onSearch: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <div role="banner" className={styles.bar}>
      <PhoneMenu />
      <AriaButton className={styles.search} onPress={onSearch} aria-keyshortcuts="Control+K">
        <Icon name="search" size={18} />
        <span className={styles.searchWords}>{t('frame.search')}</span>
        <span className={styles.keys}>
          <KeyHint>Ctrl</KeyHint>
          <KeyHint>K</KeyHint>
        </span>
      </AriaButton>
      <div className={styles.right}>
        {me.environment !== 'production' && (
          <span className={styles.environment}>
            <Badge tone="info">{t(`frame.environment.${me.environment}`)}</Badge>
          </span>
        )}
        {me.activations.map((activation) => (
          <Link key={activation.id} to="/forhojd" className={styles.activation}>
            <Icon name="bolt" size={16} />
            <span className={styles.activationName}>{activation.role.name}</span>
            <Countdown until={activation.endsAt} />
          </Link>
        ))}
        <PersonMenu />
      </div>
    </div>
  );
}

function PersonMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  return (
    <Menu
      label={t('frame.personMenu')}
      trigger={
        <AriaButton className={styles.person}>
          <span className={styles.initials} aria-hidden="true">
            {me.person.initials || initialsOf(me.person.name)}
          </span>
          <span className={styles.personWords}>
            <span className={styles.personName}>{me.person.name}</span>
            <span className={styles.level}>
              <Icon name="lock" size={12} />
              {t('frame.level', { method: me.method, level: me.level })}
            </span>
          </span>
          <span className={styles.unseen}>{t('frame.personMenu')}</span>
          <Icon name="down" size={16} />
        </AriaButton>
      }
      sections={[
        {
          choices: [
            { id: 'me', label: t('nav.me'), icon: 'person', onAction: () => void navigate({ to: '/jag' }) },
            {
              id: 'sessions',
              label: t('nav.sessions'),
              icon: 'screen',
              onAction: () => void navigate({ to: '/sessioner' }),
            },
            {
              id: 'report',
              label: t('nav.report'),
              icon: 'lock',
              onAction: () => void navigate({ to: '/anmal-kort' }),
            },
            {
              id: 'cookies',
              label: t('nav.cookies'),
              icon: 'info',
              onAction: () => void navigate({ to: '/kakor' }),
            },
          ],
        },
        {
          title: t('frame.language'),
          choices: (['sv', 'en'] as const).map((language) => ({
            id: language,
            label: language === 'sv' ? 'Svenska' : 'English',
            icon: 'globe',
            isChosen: spoken() === language,
            onAction: () => void speak(language),
          })),
        },
        {
          title: t('frame.look'),
          choices: themes.map(({ id, icon }) => ({
            id,
            label: t(`frame.looks.${id}`),
            icon,
            isChosen: theme === id,
            onAction: () => {
              showTheme(id);
              setTheme(id);
            },
          })),
        },
        { choices: [{ id: 'out', label: t('session.signOut'), icon: 'signout', onAction: signOut }] },
      ]}
    />
  );
}

/** On a phone the whole navigation lies behind one button; the bottom bar holds the four used most. */
function PhoneMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const { pathname } = useLocation();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    setOpen(false);
  }, [pathname]);
  return (
    <div className={styles.phone}>
      <IconButton
        icon="list"
        label={t('frame.openMenu')}
        onPress={() => {
          setOpen(true);
        }}
      />
      <Link to="/" className={styles.brand} aria-label={t('frame.home')}>
        <Mark size={28} />
      </Link>
      <Drawer
        title="Grindvakt"
        over={me.organisation}
        isOpen={isOpen}
        onClose={() => {
          setOpen(false);
        }}
      >
        <NavList />
      </Drawer>
    </div>
  );
}
