import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonCard } from '../../api/generated/types.gen.js';
import { Badge } from '../../parts/badge.js';
import { Banner } from '../../parts/banner.js';
import { LinkButton } from '../../parts/button.js';
import { Card, Facts, Section } from '../../parts/card.js';
import { Tabs } from '../../parts/tabs.js';
import { Ago, Day } from '../../parts/when.js';
import { PageBody } from '../../frame/page-head.js';
import { may, useMe } from '../../session/use-me.js';
import { AccountKeepingCard } from './account-keeping.js';
import { Checklists } from './checklists.js';
import { ComingAccess } from './coming-access.js';
import { ComingShifts } from './coming-shifts.js';
import { PersonPrerequisites } from '../prerequisites/person-prerequisites.js';
import { Employments } from './employments.js';
import { GrantList } from './grant-list.js';
import { History } from './history.js';
import { LifeLine } from './life-line.js';
import styles from './person-card.module.css';

type Tab = 'grants' | 'past' | 'employments' | 'prerequisites' | 'history';

/** One person's whole picture: the way in, through and out, what is held and why, and what soon ends. */
export function PersonCardView({ card }: { card: PersonCard }) {
  const { t } = useTranslation();
  const me = useMe();
  const [tab, setTab] = useState<Tab>('grants');
  const active = card.grants.filter(({ state }) => state === 'active');
  const past = card.grants.filter(({ state }) => state === 'ended');
  const hasEnded =
    card.employments.length > 0 &&
    card.employments.every(({ state }) => state === 'ended' || state === 'terminated');

  return (
    <PageBody>
      <div className={styles.notices}>
        {hasEnded && (
          <Banner tone="info" title={t('person.ended')}>
            {active.length === 0
              ? t('person.endedAbout')
              : t('person.endedButHolds', { count: active.length })}
          </Banner>
        )}
        {card.account?.waitingSince && (
          <Banner tone="wait" title={t('person.directoryWaits')}>
            {t('person.directoryWaitsAbout')} <Ago at={card.account.waitingSince} />
          </Banner>
        )}
        {card.waitingRequests.map((request) => (
          <Banner key={request.id} tone="info">
            {t('person.requestWaits')}{' '}
            <Link to="/godkannanden/$requestId" params={{ requestId: request.id }} search={{}}>
              {t('requests.number', { number: request.number })}: {request.role.name}
            </Link>
          </Banner>
        ))}
      </div>

      <Section title={t('person.path')} about={t('person.pathAbout')}>
        <Card>
          <LifeLine card={card} />
        </Card>
      </Section>

      {card.person.id && card.employments.some(({ state }) => state === 'coming') && (
        <ComingAccess personId={card.person.id} />
      )}

      <div className={styles.columns}>
        <Tabs
          label={t('person.parts')}
          selected={tab}
          onSelect={setTab}
          tabs={[
            {
              id: 'grants',
              label: t('person.grants'),
              count: active.length,
              content: <GrantList grants={active} isPast={false} />,
            },
            {
              id: 'past',
              label: t('person.past'),
              count: past.length,
              content: <GrantList grants={past} isPast />,
            },
            {
              id: 'employments',
              label: t('person.employments'),
              count: card.employments.length,
              content: <Employments employments={card.employments} />,
            },
            ...(card.person.id
              ? [
                  {
                    id: 'prerequisites' as const,
                    label: t('prerequisites.title'),
                    content: <PersonPrerequisites personId={card.person.id} />,
                  },
                ]
              : []),
            { id: 'history', label: t('person.history'), content: <History timeline={card.timeline} /> },
          ]}
        />
        <aside aria-label={t('person.facts')} className={styles.facts}>
          <Card>
            <Facts
              items={[
                { term: t('person.account'), value: <AccountState card={card} /> },
                ...(card.email ? [{ term: t('person.email'), value: card.email }] : []),
                ...(card.hsaId ? [{ term: t('person.hsaId'), value: card.hsaId }] : []),
                ...managerFact(card, t('person.manager')),
              ]}
            />
          </Card>
          {card.person.id && may(me, 'leavers') && <Checklists personId={card.person.id} />}
          {card.person.id && card.person.id !== me.person.id && may(me, 'sign-in-help') && (
            <LinkButton size="small" icon="lock" to="/inloggningshjalp" search={{ person: card.person.id }}>
              {t('person.signInHelp')}
            </LinkButton>
          )}
          {card.person.id && <ComingShifts personId={card.person.id} />}
          {card.person.id && card.account?.state === 'disabled' && may(me, 'imports') && (
            <AccountKeepingCard personId={card.person.id} />
          )}
        </aside>
      </div>
    </PageBody>
  );
}

function managerFact(card: PersonCard, term: string) {
  const led = card.employments.filter(({ manager }) => manager !== null);
  const manager = (
    led.find(({ state }) => state === 'in-force') ?? led.find(({ state }) => state === 'coming')
  )?.manager;
  return manager ? [{ term, value: manager.name }] : [];
}

function AccountState({ card }: { card: PersonCard }) {
  const { t } = useTranslation();
  const { account } = card;
  if (!account || account.state === 'none') return <Badge>{t('person.accounts.none')}</Badge>;
  return (
    <span className={styles.account}>
      <span>{account.username}</span>
      <Badge
        tone={
          account.state === 'enabled'
            ? 'good'
            : account.state === 'pending' || account.state === 'preparing'
              ? 'wait'
              : 'neutral'
        }
        icon={account.state === 'disabled' ? 'lock' : undefined}
      >
        {t(`person.accounts.${account.state}`)}
      </Badge>
      {account.confirmedAt && (
        <small>
          {t('person.confirmed')} <Day day={account.confirmedAt} />
        </small>
      )}
    </span>
  );
}
