import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SystemView } from '../../api/generated/types.gen.js';
import {
  confirmClassification,
  decideSystem,
  entitlementsQuery,
  moveSystem,
  registerTermsQuery,
  systemQuery,
} from '../../api/register.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card, Facts } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Row, rowLink, RowList } from '../../parts/row-list.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { Day, Moment } from '../../parts/when.js';
import { spoken } from '../../texts/texts.js';
import styles from '../leavers/leavers.module.css';
import { History } from './history.js';
import { ReasonDialog } from './reason-dialog.js';
import { toneOfState } from './register-words.js';

const places = ['about', 'entitlements', 'roles', 'versions', 'history'] as const;
type Place = (typeof places)[number];
const addresses = {
  about: undefined,
  entitlements: 'behorigheter',
  roles: 'roller',
  versions: 'versioner',
  history: 'historik',
} as const;

/** One system: what the register says of it, what it offers, and what has been decided about it. */
export function SystemPage() {
  const { t } = useTranslation();
  const { systemId } = useParams({ from: '/frame/systemregister/$systemId' });
  const { visa } = useSearch({ from: '/frame/systemregister/$systemId' });
  const navigate = useNavigate({ from: '/systemregister/$systemId' });
  const { data: system, error, refetch } = useQuery(systemQuery(systemId));
  const selected: Place = places.find((place) => addresses[place] === visa) ?? 'about';
  return (
    <>
      <PageHead
        over={<Link to="/systemregister">{t('register.title')}</Link>}
        title={system?.content.name ?? ''}
        about={system?.content.purpose}
      />
      <PageBody>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!system && !error && <Skeleton rows={6} />}
        {system && (
          <>
            <Steps system={system} />
            <Tabs
              label={system.content.name}
              selected={selected}
              onSelect={(place) => void navigate({ search: { visa: addresses[place] } })}
              tabs={places.map((id) => ({
                id,
                label: t(`register.tabs.${id}`),
                content: <Content place={id} system={system} />,
              }))}
            />
          </>
        )}
      </PageBody>
    </>
  );
}

function Content({ place, system }: { place: Place; system: SystemView }) {
  if (place === 'about') return <About system={system} />;
  if (place === 'entitlements') return <Entitlements systemId={system.id} />;
  if (place === 'roles') return <Roles system={system} />;
  if (place === 'versions') return <Versions system={system} />;
  return <History of="system" id={system.id} />;
}

/** The state, and the steps that the reader may take. */
function Steps({ system }: { system: SystemView }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<{ title: string; send: (reason: string) => Promise<unknown> } | null>(
    null,
  );
  const proposed = system.versions.find(({ state }) => state === 'proposed');
  const version = proposed?.version ?? system.version;
  const decide = (decision: 'approve' | 'reject', title: string) => {
    setAsked({ title, send: (reason) => decideSystem(system.id, { version, decision, reason }) });
  };
  return (
    <div className={styles.stack}>
      <div className={styles.line}>
        <Badge tone={toneOfState(system.state)}>{t(`register.states.${system.state}`)}</Badge>
        {proposed && <Badge tone="wait">{t('register.proposed', { version: proposed.version })}</Badge>}
      </div>
      <div className={styles.line}>
        {system.may.approve && (
          <>
            <Button
              look="primary"
              icon="approve"
              onPress={() => {
                decide('approve', t('register.approve'));
              }}
            >
              {t('register.approve')}
            </Button>
            <Button
              onPress={() => {
                decide('reject', t('register.reject'));
              }}
            >
              {t('register.reject')}
            </Button>
          </>
        )}
        {system.may.moves
          .filter((move) => move !== 'send-back')
          .map((move) => (
            <Button
              key={move}
              onPress={() => {
                setAsked({
                  title: t(`register.moves.${move}`),
                  send: (reason) => moveSystem(system.id, { move, reason }),
                });
              }}
            >
              {t(`register.moves.${move}`)}
            </Button>
          ))}
        {system.may.confirm && (
          <Button
            onPress={() => {
              setAsked({
                title: t('register.confirm'),
                send: (reason) => confirmClassification(system.id, reason),
              });
            }}
          >
            {t('register.confirm')}
          </Button>
        )}
      </div>
      {asked && (
        <ReasonDialog
          title={asked.title}
          onSend={asked.send}
          onClose={() => {
            setAsked(null);
          }}
        />
      )}
    </div>
  );
}

function About({ system }: { system: SystemView }) {
  const { t } = useTranslation();
  const { data: terms } = useQuery(registerTermsQuery);
  const { content } = system;
  const step = (scale: 'confidentiality' | 'integrity' | 'availability'): string => {
    const value = content.classes[scale];
    const name = terms?.scales[scale][value]?.[spoken()];
    return name === undefined ? String(value) : `${String(value)} – ${name}`;
  };
  const list = (words: readonly string[]): string =>
    words.length > 0 ? words.join(', ') : t('register.notSaid');
  const said = (words: string): string => (words === '' ? t('register.notSaid') : words);
  const data = [
    ...(content.personalData ? [t('register.personalData')] : []),
    ...(content.patientData ? [t('register.patientData')] : []),
  ];
  return (
    <Card>
      <Facts
        items={[
          { term: t('register.informationOwner'), value: system.informationOwner.name },
          { term: t('register.systemOwner'), value: system.systemOwner.name },
          { term: t('register.informationTypes'), value: list(content.informationTypes) },
          {
            term: t('register.data'),
            value: data.length > 0 ? data.join(', ') : t('register.noPersonalData'),
          },
          { term: t('register.mayHold'), value: said(content.mayHold) },
          { term: t('register.mayNotHold'), value: said(content.mayNotHold) },
          { term: t('register.scales.confidentiality'), value: step('confidentiality') },
          { term: t('register.scales.integrity'), value: step('integrity') },
          { term: t('register.scales.availability'), value: step('availability') },
          { term: t('register.minimumLevel'), value: String(content.minimumLevel) },
          { term: t('register.logPolicy'), value: said(content.logPolicy) },
          {
            term: t('register.logged'),
            value: list(content.logEvents.map((e) => t(`register.logEvents.${e}`))),
          },
          {
            term: t('register.connector'),
            value: list(content.connectors.map((c) => t(`register.connectors.${c}`))),
          },
          { term: t('register.liveGrants'), value: String(system.liveGrants) },
          {
            term: t('register.reviewOn'),
            value: system.reviewOn === null ? t('register.notSaid') : <Day day={system.reviewOn} />,
          },
          {
            term: t('register.approvedBy'),
            value: system.approvedAt === null ? t('register.notSaid') : system.approvedBy?.name,
          },
        ]}
      />
    </Card>
  );
}

function Entitlements({ systemId }: { systemId: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(entitlementsQuery(systemId));
  if (error) return <ProblemView problem={error} />;
  if (!data) return <Skeleton rows={4} />;
  if (data.items.length === 0) return <EmptyState icon="key" title={t('register.noEntitlements')} />;
  return (
    <Card flush>
      <RowList label={t('register.tabs.entitlements')}>
        {data.items.map((one) => (
          <Row key={one.id}>
            <span className={styles.words}>
              <strong>{one.name}</strong>
              <span>{one.sentence[spoken()]}</span>
              <span className={styles.detail}>
                {t(`register.connectors.${one.target}`)}: {one.externalName} ·{' '}
                {t('register.risk', { risk: one.risk })} · {t(`register.dataClasses.${one.dataClass}`)} ·{' '}
                {t('register.inRoles', { count: one.roles })}
              </span>
            </span>
            {one.privileged && <Badge tone="info">{t('register.privileged')}</Badge>}
            {one.state === 'retired' && <Badge>{t('register.states.retired')}</Badge>}
          </Row>
        ))}
      </RowList>
    </Card>
  );
}

function Roles({ system }: { system: SystemView }) {
  const { t } = useTranslation();
  if (system.roles.length === 0) return <EmptyState icon="people" title={t('register.noRoles')} />;
  return (
    <Card flush>
      <RowList label={t('register.tabs.roles')}>
        {system.roles.map((role) => (
          <Row key={role.id}>
            <Link to="/roller/$roleId" params={{ roleId: role.id }} className={rowLink}>
              {role.name}
            </Link>
            <Badge>{t(`register.roleStates.${role.state}`)}</Badge>
          </Row>
        ))}
      </RowList>
    </Card>
  );
}

function Versions({ system }: { system: SystemView }) {
  const { t } = useTranslation();
  return (
    <Card flush>
      <RowList label={t('register.tabs.versions')}>
        {system.versions.map((one) => (
          <Row key={one.version}>
            <span className={styles.words}>
              <strong>{t('register.version', { version: one.version })}</strong>
              <span>{one.reason}</span>
              <span className={styles.detail}>
                {t('register.classes', one.content.classes)} · {one.orderedBy?.name ?? t('register.operator')}{' '}
                · <Moment at={one.orderedAt} />
              </span>
              {one.decisionReason !== null && (
                <span className={styles.detail}>
                  {one.decidedBy?.name}: {one.decisionReason}
                </span>
              )}
            </span>
            <Badge tone={one.state === 'proposed' ? 'wait' : 'neutral'}>
              {t(`register.versionStates.${one.state}`)}
            </Badge>
          </Row>
        ))}
      </RowList>
    </Card>
  );
}
