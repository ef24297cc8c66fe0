import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { AcknowledgePage } from '../pages/acknowledge/acknowledge-page.js';
import { Banner } from '../parts/banner.js';
import { Skeleton } from '../parts/skeleton.js';
import { Moment } from '../parts/when.js';
import { MeContext, useMeQuery } from '../session/use-me.js';
import { SessionWatch } from '../session/session-watch.js';
import { StepUp } from '../session/step-up.js';
import { BottomBar, SideBar } from './bars.js';
import { Palette } from './palette.js';
import { ProblemView } from './problem-view.js';
import { TopBar } from './top-bar.js';
import styles from './frame.module.css';

/** What stands around every page: navigation by what one may do, the top bar, and the watch over the session. */
export function Frame() {
  const { t } = useTranslation();
  const { data: me, error, refetch } = useMeQuery();
  const { pathname, searchStr } = useLocation();
  const navigate = useNavigate();
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const isStranger = !me && error instanceof Problem && error.status === 401;

  useEffect(() => {
    // The frame still stands while the sign-in page is on its way: once there is enough.
    if (isStranger && pathname !== '/logga-in') {
      const till = pathname + searchStr;
      void navigate({ to: '/logga-in', search: till === '/' ? {} : { till }, replace: true });
    }
  }, [isStranger, navigate, pathname, searchStr]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() === 'k' &&
        (event.ctrlKey || event.metaKey) &&
        !event.shiftKey &&
        !event.altKey
      ) {
        event.preventDefault();
        setPaletteOpen((open) => !open);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, []);

  if (!me) {
    if (error && !isStranger) {
      return (
        <main className={styles.alone}>
          <ProblemView problem={error} onRetry={() => void refetch()} />
        </main>
      );
    }
    return (
      <div className={styles.alone}>
        <Skeleton />
      </div>
    );
  }

  // Nothing else can be done before, so nothing else is shown (H10.3).
  if (me.toSign > 0) {
    return (
      <MeContext value={me}>
        <AcknowledgePage />
        <SessionWatch />
      </MeContext>
    );
  }

  return (
    <MeContext value={me}>
      <a className={styles.skip} href="#content">
        {t('frame.skip')}
      </a>
      <div className={styles.frame}>
        <SideBar />
        <div className={styles.right}>
          <TopBar
            onSearch={() => {
              setPaletteOpen(true);
            }}
          />
          <main id="content" className={styles.content} tabIndex={-1}>
            {me.emergencyUntil !== null && (
              <div className={styles.emergency}>
                <Banner tone="danger" icon="alert" title={t('emergency.banner')}>
                  {t('emergency.bannerAbout')} <Moment at={me.emergencyUntil} />
                </Banner>
              </div>
            )}
            <Outlet />
          </main>
        </div>
        <BottomBar />
      </div>
      <Palette isOpen={isPaletteOpen} onOpenChange={setPaletteOpen} />
      <SessionWatch />
      <StepUp />
    </MeContext>
  );
}
