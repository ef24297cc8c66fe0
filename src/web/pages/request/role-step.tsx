import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonCard } from '../../api/generated/types.gen.js';
import { requestableRolesQuery } from '../../api/requests.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { RadioCards } from '../../parts/choices.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Field } from '../../parts/field.js';
import { Person } from '../../parts/person.js';
import { Skeleton } from '../../parts/skeleton.js';
import { may, useMe } from '../../session/use-me.js';
import { HeldAccess } from './held-access.js';
import { LikeColleague } from './like-colleague.js';
import { RoleChoices } from './role-choices.js';
import styles from './role-step.module.css';

interface RoleStepProps {
  card: PersonCard;
  employmentId: string | null;
  draft: { roleName: string } | null;
  /** The role of which the access is to be ended, asked for from elsewhere. */
  ending: string | null;
  /** `isFirst` when it was chosen for the reader because there is only one. */
  onEmployment: (id: string, isFirst: boolean) => void;
  /** Several are assessed one after another. */
  onRoles: (ids: string[]) => void;
  onExtend: (roleId: string) => void;
  onResume: () => void;
  onDrop: () => void;
}

/** Which access? What colleagues with the same title have comes first. */
export function RoleStep({
  card,
  employmentId,
  draft,
  ending,
  onEmployment,
  onRoles,
  onExtend,
  onResume,
  onDrop,
}: RoleStepProps) {
  const { t } = useTranslation();
  const [q, setQ] = useState('');
  const me = useMe();
  const current = card.employments.filter(({ state }) => state === 'in-force' || state === 'coming');
  // Somebody may work for two managers; each asks for the employment the own unit answers for.
  const led = current.filter(({ manager }) => manager?.id === me.person.id);
  const live = led.length > 0 ? led : current;
  const only = live.length === 1 ? live[0]?.id : undefined;
  const { data, error, refetch } = useQuery(requestableRolesQuery(card.person.id ?? '', employmentId ?? ''));

  useEffect(() => {
    if (!employmentId && only) onEmployment(only, true);
  }, [employmentId, only, onEmployment]);

  const words = q.trim().toLocaleLowerCase();
  const roles = (data?.items ?? []).filter((role) =>
    `${role.name} ${role.sentence} ${role.systemName}`.toLocaleLowerCase().includes(words),
  );
  const suggested = roles.filter((role) => role.suggested && !role.alreadyHas);
  const others = roles.filter((role) => !role.suggested || role.alreadyHas);
  const employment = live.find(({ id }) => id === employmentId);
  const choose = (id: string) => {
    onRoles([id]);
  };

  return (
    <div className={styles.step}>
      <Card>
        <Person person={card.person} detail={employment && `${employment.title} · ${employment.unit.name}`} />
      </Card>
      {draft && (
        <Banner
          tone="info"
          title={t('request.draft', { role: draft.roleName })}
          actions={
            <>
              <Button size="small" onPress={onDrop}>
                {t('request.dropDraft')}
              </Button>
              <Button size="small" look="primary" onPress={onResume}>
                {t('request.resumeDraft')}
              </Button>
            </>
          }
        >
          {t('request.draftAbout')}
        </Banner>
      )}
      {live.length === 0 && (
        <Card>
          <EmptyState icon="calendar" title={t('request.noEmployment')}>
            {t('request.noEmploymentAbout')}
          </EmptyState>
        </Card>
      )}
      {live.length > 1 && (
        <RadioCards
          label={t('request.whichEmployment')}
          help={t('request.whichEmploymentAbout')}
          value={employmentId}
          onChange={(id) => {
            onEmployment(id, false);
          }}
          choices={live.map(({ id, title, unit, kind }) => ({
            id,
            label: `${title} · ${unit.name}`,
            detail: t(`employments.kinds.${kind}`),
          }))}
        />
      )}
      {employmentId && (
        <>
          <HeldAccess card={card} employmentId={employmentId} ending={ending} onExtend={onExtend} />
          {may(me, 'staff') && card.person.id && card.person.id !== me.person.id && (
            <LikeColleague personId={card.person.id} employmentId={employmentId} onRoles={onRoles} />
          )}
          <Field
            label={t('request.searchRole')}
            type="search"
            inputMode="search"
            icon="search"
            value={q}
            onChange={setQ}
            placeholder={t('request.searchRolePlaceholder')}
          />
          {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
          {!data && !error && <Skeleton rows={4} />}
          {suggested.length > 0 && (
            <Section title={t('request.suggested')} about={t('request.suggestedAbout')}>
              <RoleChoices roles={suggested} onChoose={choose} />
            </Section>
          )}
          {others.length > 0 && (
            <Section title={suggested.length > 0 ? t('request.others') : t('request.allRoles')}>
              <RoleChoices roles={others} onChoose={choose} />
            </Section>
          )}
          {data && roles.length === 0 && (
            <Card>
              <EmptyState icon="search" title={q ? t('staff.noHits', { q }) : t('request.noRoles')}>
                {t('request.noRolesAbout')}
              </EmptyState>
            </Card>
          )}
        </>
      )}
    </div>
  );
}
