import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { personQuery } from '../../api/people.js';
import { unmaskPerson } from '../../api/unmaskings.js';
import { PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { UnmaskBanner } from '../../frame/unmask-banner.js';
import { LinkButton } from '../../parts/button.js';
import { Banner } from '../../parts/banner.js';
import { Icon } from '../../parts/icon.js';
import { Skeleton } from '../../parts/skeleton.js';
import { may, useMe } from '../../session/use-me.js';
import { PersonSessions } from '../sessions/person-sessions.js';
import { PersonCardView } from './person-card.js';
import { Unmaskings } from './unmaskings.js';
import { useDates } from '../../texts/dates.js';
import { positionOf, standingOf } from './position.js';
import styles from './person-page.module.css';

export function PersonPage() {
  const { t } = useTranslation();
  const me = useMe();
  const dates = useDates();
  const { personId } = useParams({ from: '/frame/personal/$personId' });
  const { data: card, error, refetch } = useQuery(personQuery(personId));

  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!card) return <Skeleton rows={6} />;
  return (
    <>
      <PageHead
        over={
          <Link to="/personal" className={styles.back}>
            <Icon name="left" size={16} />
            {t('staff.title')}
          </Link>
        }
        title={card.person.name}
        about={[positionOf(card), standingOf(card, t, dates.day)].filter((part) => part !== '').join(' · ')}
        action={
          <>
            {may(me, 'staff', 'credentials') && personId !== me.person.id && (
              <LinkButton to="/anmal-kort" search={{ person: personId }} icon="lock">
                {t('person.reportLost')}
              </LinkButton>
            )}
            {card.may.request && (
              <LinkButton to="/begar" search={{ person: personId }} look="primary" icon="request">
                {t('nav.request')}
              </LinkButton>
            )}
            {card.may.terminate && (
              <LinkButton to="/avsluta" search={{ person: personId }} look="danger-quiet" icon="stop">
                {t('nav.terminate')}
              </LinkButton>
            )}
          </>
        }
      />
      <div className={styles.before}>
        {card.mergedInto?.id && (
          <Banner tone="info">
            <Link to="/personal/$personId" params={{ personId: card.mergedInto.id }}>
              {t('person.mergedInto', { name: card.mergedInto.name })}
            </Link>
          </Banner>
        )}
        {card.may.unmask && (
          <UnmaskBanner about={t('unmask.person')} onUnmask={(why) => unmaskPerson(personId, why)} />
        )}
      </div>
      <PersonCardView card={card} />
      {card.may.readUnmaskings && <Unmaskings personId={personId} />}
      {may(me, 'sessions') && <PersonSessions personId={personId} />}
    </>
  );
}
