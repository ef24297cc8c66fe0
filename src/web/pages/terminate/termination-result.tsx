import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Termination, Who } from '../../api/generated/types.gen.js';
import { terminationQuery } from '../../api/people.js';
import { LinkButton } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { Timeline } from '../../parts/timeline.js';
import { Moment } from '../../parts/when.js';
import { may, useMe } from '../../session/use-me.js';
import styles from './terminate-page.module.css';

interface TerminationResultProps {
  person: Who;
  termination: Termination;
}

/** What was done and when, to the second; stays until the directory has confirmed that the account is shut. */
export function TerminationResult({ person, termination }: TerminationResultProps) {
  const { t } = useTranslation();
  const me = useMe();
  const heading = useRef<HTMLHeadingElement>(null);
  const { data } = useQuery(terminationQuery(termination.personId));
  const at = <Moment at={termination.terminatedAt} seconds />;
  const account = data?.account;
  const isPartly = termination.employmentsLeft > 0;
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <div className={styles.stack}>
      <h2 ref={heading} tabIndex={-1}>
        {t(isPartly ? 'terminate.partly' : 'terminate.done', { name: person.name })}
      </h2>
      {isPartly && <p>{t('terminate.partlyAbout')}</p>}
      <Card>
        <div role="status">
          <Timeline
            label={t('terminate.done', { name: person.name })}
            items={[
              {
                id: 'sessions',
                icon: 'check',
                tone: 'good',
                title: t('terminate.result.sessions', { count: termination.sessionsEnded }),
                when: at,
              },
              {
                id: 'grants',
                icon: 'check',
                tone: 'good',
                title: t('terminate.result.grants', { count: termination.grantsEnded }),
                when: at,
              },
              {
                id: 'requests',
                icon: 'check',
                tone: 'good',
                title: t('terminate.result.requests', { count: termination.requestsClosed }),
                when: at,
              },
              ...(termination.accountsToDisable === 0 || isPartly
                ? []
                : [
                    account?.state === 'disabled'
                      ? {
                          id: 'account',
                          icon: 'check' as const,
                          tone: 'good' as const,
                          title: t('terminate.result.disabled'),
                          detail: t('terminate.result.disabledAbout'),
                          when: account.confirmedAt ? <Moment at={account.confirmedAt} seconds /> : at,
                        }
                      : {
                          id: 'account',
                          icon: 'clock' as const,
                          tone: 'wait' as const,
                          title: t('terminate.result.disabling'),
                          detail: account?.waitingSince
                            ? t('terminate.result.directorySilent')
                            : t('terminate.result.disablingAbout'),
                          when: t('terminate.result.soon'),
                        },
                  ]),
            ]}
          />
        </div>
      </Card>
      {may(me, 'imports', 'campaigns') && (
        <LinkButton to="/personal/$personId" params={{ personId: termination.personId }}>
          {t('terminate.showPerson')}
        </LinkButton>
      )}
    </div>
  );
}
