import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { personQuery } from '../../api/people.js';
import type { Problem } from '../../api/problem.js';
import { requestableRolesQuery, type Assessment } from '../../api/requests.js';
import { PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { LinkButton } from '../../parts/button.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Stepper } from '../../parts/stepper.js';
import { useMe } from '../../session/use-me.js';
import { AssessmentStep } from './assessment-step.js';
import { DraftState } from './draft-state.js';
import { assessmentIn } from './draft.js';
import { ForSeveral } from './for-several.js';
import { PersonStep } from './person-step.js';
import { PreviewStep } from './preview-step.js';
import { RoleStep } from './role-step.js';
import { SentView } from './sent-view.js';
import { useRequestDraft } from './use-request-draft.js';
import styles from './request-page.module.css';

/**
 * Person → role → assessment → what will happen → send. Each step is an address of its own, so Back works; what is
 * written lies in a draft, in this tab and at the service.
 */
export function RequestPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/frame/begar' });
  const navigate = useNavigate({ from: '/begar' });
  if (search.flera) return <ForSeveral key={search.flera} draftId={search.flera} />;
  if (search.skickad) {
    const [next, ...left] = search.kvar?.split(',') ?? [];
    return (
      <SentView
        requestId={search.skickad}
        left={search.kvar ? left.length + 1 : 0}
        onNext={
          next
            ? () =>
                void navigate({
                  search: ({ person, anstallning }) => ({
                    person,
                    anstallning,
                    roll: next,
                    kvar: left.join(',') || undefined,
                  }),
                })
            : undefined
        }
        onAnother={() => void navigate({ search: {} })}
      />
    );
  }
  const step = !search.person
    ? 0
    : !search.roll || !search.anstallning
      ? 1
      : search.steg === 'granska'
        ? 3
        : 2;
  return (
    <>
      <PageHead title={t('request.title')} about={t('request.about')} />
      <div className={styles.page}>
        <Stepper
          label={t('request.steps.label')}
          steps={[
            t('request.steps.person'),
            t('request.steps.role'),
            t('request.steps.assessment'),
            t('request.steps.preview'),
          ]}
          at={step}
          onGo={(to) =>
            void navigate({
              search: (old) => ({
                person: to >= 1 ? old.person : undefined,
                anstallning: to >= 1 ? old.anstallning : undefined,
                roll: to >= 2 ? old.roll : undefined,
                slag: to >= 2 ? old.slag : undefined,
                kvar: to >= 2 ? old.kvar : undefined,
                utkast: to >= 2 ? old.utkast : undefined,
              }),
            })
          }
        />
        {search.person ? (
          <ForPerson key={search.person} personId={search.person} step={step} />
        ) : (
          <PersonStep onChoose={(person) => void navigate({ search: { person } })} />
        )}
      </div>
    </>
  );
}

interface ForPersonProps {
  personId: string;
  step: number;
}

function ForPerson({ personId, step }: ForPersonProps) {
  const { t } = useTranslation();
  const me = useMe();
  const {
    anstallning: employmentId,
    roll: roleId,
    slag,
    kvar,
    utkast,
    bort,
  } = useSearch({ from: '/frame/begar' });
  const navigate = useNavigate({ from: '/begar' });
  const [refused, setRefused] = useState<{ roleId: string; problem: Problem } | null>(null);
  const kept = useRequestDraft(me.person.id ?? 'me', personId, utkast);
  const person = useQuery(personQuery(personId));
  const roles = useQuery(requestableRolesQuery(personId, employmentId ?? ''));
  const role = roles.data?.items.find(({ id }) => id === roleId);
  const kind = slag === 'forlangning' ? 'extension' : 'new';

  if (person.error) return <ProblemView problem={person.error} onRetry={() => void person.refetch()} />;
  if (!person.data) return <Skeleton rows={3} />;
  const { draft } = kept;
  if (step === 1 || !employmentId || !roleId) {
    const begun = draft?.content.roleId && draft.content.beneficiaries[0]?.employmentId ? draft : null;
    return (
      <RoleStep
        card={person.data}
        employmentId={employmentId ?? null}
        draft={begun && { roleName: begun.roleName }}
        ending={bort ?? null}
        onEmployment={(id, isFirst) =>
          void navigate({
            search: (old) => ({ ...old, anstallning: id, roll: undefined }),
            replace: isFirst,
          })
        }
        onRoles={([first, ...left]) =>
          void navigate({
            search: (old) => ({
              ...old,
              roll: first,
              kvar: left.join(',') || undefined,
              slag: undefined,
              steg: undefined,
            }),
          })
        }
        onExtend={(id) =>
          void navigate({
            search: (old) => ({ ...old, roll: id, slag: 'forlangning', kvar: undefined, steg: undefined }),
          })
        }
        onResume={() =>
          void navigate({
            search: {
              person: personId,
              anstallning: begun?.content.beneficiaries[0]?.employmentId ?? undefined,
              roll: begun?.content.roleId ?? undefined,
              slag: begun?.content.kind === 'extension' ? 'forlangning' : undefined,
              kvar: begun?.content.rolesLeft.join(',') || undefined,
            },
          })
        }
        onDrop={kept.drop}
      />
    );
  }
  if (roles.error) return <ProblemView problem={roles.error} onRetry={() => void roles.refetch()} />;
  if (!role) return <Skeleton rows={5} />;

  const of = draft?.content;
  const isMine =
    of?.roleId === roleId && of.beneficiaries[0]?.employmentId === employmentId && of.kind === kind;
  const assessment = isMine ? assessmentIn(of) : null;
  const keep = (written: Assessment) => {
    kept.keep(
      {
        kind,
        beneficiaries: [{ personId, employmentId }],
        roleId,
        rolesLeft: kvar?.split(',') ?? [],
        assessment: { ...written, days: written.days > 0 ? written.days : null },
      },
      role.name,
    );
  };
  const wanted = { personId, employmentId, roleId, kind } as const;
  if (step === 3 && assessment) {
    return (
      <PreviewStep
        wanted={wanted}
        person={person.data.person}
        role={role}
        assessment={assessment}
        draft={kept}
        onBack={() => void navigate({ search: (old) => ({ ...old, steg: undefined }) })}
        onRefused={(problem) => {
          setRefused({ roleId, problem });
          void navigate({ search: (old) => ({ ...old, steg: undefined }), replace: true });
        }}
        onSent={(request) => {
          setRefused(null);
          kept.forget();
          void navigate({
            search: ({ person: forWhom, anstallning }) => ({
              person: forWhom,
              anstallning,
              kvar,
              skickad: request.id,
            }),
            replace: true,
          });
        }}
      />
    );
  }
  const waiting = person.data.waitingRequests.find((request) => request.role.id === roleId);
  return (
    <>
      {waiting && (
        <Banner
          tone="info"
          title={t('request.waits', { number: waiting.number })}
          actions={
            <LinkButton size="small" to="/begaranden/$requestId" params={{ requestId: waiting.id }}>
              {t('request.follow')}
            </LinkButton>
          }
        >
          {t('request.waitsAbout')}
        </Banner>
      )}
      <AssessmentStep
        key={`${roleId}.${kind}.${String(kept.epoch)}`}
        card={person.data}
        employmentId={employmentId}
        role={role}
        stored={assessment}
        refused={refused?.roleId === roleId ? refused.problem : null}
        saved={<DraftState draft={kept} />}
        onChange={keep}
        onNext={(written) => {
          keep(written);
          setRefused(null);
          void navigate({ search: (old) => ({ ...old, steg: 'granska' }) });
        }}
      />
    </>
  );
}
