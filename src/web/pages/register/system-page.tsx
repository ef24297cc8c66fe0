import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SystemView } from '../../api/generated/types.gen.js';
import { registerTermsQuery, systemQuery } from '../../api/register.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { LinkButton } from '../../parts/button.js';
import { Card, Facts } from '../../parts/card.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Tabs } from '../../parts/tabs.js';
import { Day } from '../../parts/when.js';
import { spoken } from '../../texts/texts.js';
import { History } from './history.js';
import { Entitlements, Roles, Versions } from './system-lists.js';
import { SystemSteps } from './system-steps.js';

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
        action={
          system?.may.write &&
          !system.versions.some(({ state }) => state === 'proposed') && (
            <LinkButton
              to="/systemregister/$systemId/andra"
              params={{ systemId }}
              look={system.state === 'draft' ? 'primary' : 'secondary'}
              icon="file"
            >
              {t(
                system.state === 'draft' || system.state === 'classified'
                  ? 'register.form.describe'
                  : 'register.form.newVersion',
              )}
            </LinkButton>
          )
        }
      />
      <PageBody>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!system && !error && <Skeleton rows={6} />}
        {system && (
          <>
            <SystemSteps system={system} />
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
  if (place === 'entitlements') return <Entitlements system={system} />;
  if (place === 'roles') return <Roles system={system} />;
  if (place === 'versions') return <Versions system={system} />;
  return <History of="system" id={system.id} />;
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
