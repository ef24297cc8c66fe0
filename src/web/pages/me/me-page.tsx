import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ownCardQuery } from '../../api/people.js';
import { PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Ago } from '../../parts/when.js';
import { useSignOut } from '../../session/sign-out.js';
import { useMe } from '../../session/use-me.js';
import { PersonCardView } from '../staff/person-card.js';
import { Unmaskings } from '../staff/unmaskings.js';
import styles from './me-page.module.css';

/** What I can reach and why, and how I am signed in. */
export function MePage() {
  const { t } = useTranslation();
  const me = useMe();
  const signOut = useSignOut();
  const { data: card, error, refetch } = useQuery(ownCardQuery);
  return (
    <>
      <PageHead
        title={me.person.name}
        about={t('me.about')}
        action={
          <Button icon="signout" onPress={signOut}>
            {t('session.signOut')}
          </Button>
        }
      />
      <div className={styles.session}>
        <Banner tone="info" title={t('me.signedIn', { method: me.method, level: me.level })}>
          {t('me.since')} <Ago at={me.signedInAt} />. {t('me.idle', { count: me.idleMinutes })}
        </Banner>
      </div>
      {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
      {!card && !error && <Skeleton rows={5} />}
      {card && <PersonCardView card={card} />}
      {card?.may.readUnmaskings && <Unmaskings personId={card.person.id ?? ''} />}
    </>
  );
}
