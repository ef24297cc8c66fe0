import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestView } from '../../api/generated/types.gen.js';
import { personQuery } from '../../api/people.js';
import { requestableRolesQuery } from '../../api/requests.js';
import { PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Stepper } from '../../parts/stepper.js';
import { useDraft } from '../../session/drafts.js';
import { useMe } from '../../session/use-me.js';
import { AssessmentStep } from './assessment-step.js';
import { parseDraft, type RequestDraft } from './draft.js';
import { PersonStep } from './person-step.js';
import { PreviewStep } from './preview-step.js';
import { RoleStep } from './role-step.js';
import { SentView } from './sent-view.js';
import styles from './request-page.module.css';

/**
 * Person → role → assessment → what will happen → send. Each step is an address of its own, so Back works; what is
 * written lies in a draft under the person it concerns.
 */
export function RequestPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/frame/begar' });
  const navigate = useNavigate({ from: '/begar' });
  const [sent, setSent] = useState<RequestView | null>(null);

  if (sent) {
    return (
      <SentView
        request={sent}
        onAnother={() => {
          setSent(null);
          void navigate({ search: {} });
        }}
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
              }),
            })
          }
        />
        {search.person ? (
          <ForPerson key={search.person} personId={search.person} step={step} onSent={setSent} />
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
  onSent: (request: RequestView) => void;
}

function ForPerson({ personId, step, onSent }: ForPersonProps) {
  const me = useMe();
  const { anstallning: employmentId, roll: roleId } = useSearch({ from: '/frame/begar' });
  const navigate = useNavigate({ from: '/begar' });
  const { stored, save, clear } = useDraft(me.person.id ?? 'me', `request.${personId}`, parseDraft);
  const [draft, setDraft] = useState<RequestDraft | null>(stored);
  const person = useQuery(personQuery(personId));
  const roles = useQuery(requestableRolesQuery(personId, employmentId ?? ''));
  const role = roles.data?.items.find(({ id }) => id === roleId);

  const keep = (next: RequestDraft) => {
    save(next);
    setDraft(next);
  };
  const drop = () => {
    clear();
    setDraft(null);
  };

  if (person.error) return <ProblemView problem={person.error} onRetry={() => void person.refetch()} />;
  if (!person.data) return <Skeleton rows={3} />;
  if (step === 1 || !employmentId || !roleId) {
    return (
      <RoleStep
        card={person.data}
        employmentId={employmentId ?? null}
        draft={draft}
        onEmployment={(id, isFirst) =>
          void navigate({ search: (old) => ({ ...old, anstallning: id, roll: undefined }), replace: isFirst })
        }
        onRole={(id) => void navigate({ search: (old) => ({ ...old, roll: id, steg: undefined }) })}
        onResume={(resumed) =>
          void navigate({
            search: { person: personId, anstallning: resumed.employmentId, roll: resumed.roleId },
          })
        }
        onDrop={drop}
      />
    );
  }
  if (roles.error) return <ProblemView problem={roles.error} onRetry={() => void roles.refetch()} />;
  if (!role) return <Skeleton rows={5} />;

  const mine = draft?.roleId === roleId && draft.employmentId === employmentId ? draft : null;
  if (step === 3 && mine) {
    return (
      <PreviewStep
        wanted={{ personId, employmentId, roleId }}
        person={person.data.person}
        role={role}
        assessment={mine.assessment}
        onBack={() => void navigate({ search: (old) => ({ ...old, steg: undefined }) })}
        onSent={(request) => {
          drop();
          onSent(request);
        }}
      />
    );
  }
  return (
    <AssessmentStep
      card={person.data}
      employmentId={employmentId}
      role={role}
      stored={mine?.assessment ?? null}
      onChange={(assessment) => {
        save({ employmentId, roleId, roleName: role.name, assessment });
      }}
      onNext={(assessment) => {
        keep({ employmentId, roleId, roleName: role.name, assessment });
        void navigate({ search: (old) => ({ ...old, steg: 'granska' }) });
      }}
    />
  );
}
