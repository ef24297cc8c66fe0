import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { batchPreviewQuery, submitBatch } from '../../api/asking.js';
import type { BatchAnswer, RequestableRole } from '../../api/generated/types.gen.js';
import { personQuery } from '../../api/people.js';
import { Problem } from '../../api/problem.js';
import { requestableRolesQuery, type Assessment } from '../../api/requests.js';
import { PageHead } from '../../frame/page-head.js';
import { ProblemView, useProblemText } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Banner } from '../../parts/banner.js';
import { Button, LinkButton } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Person } from '../../parts/person.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Stepper } from '../../parts/stepper.js';
import { useMe } from '../../session/use-me.js';
import { AssessmentStep } from './assessment-step.js';
import { Attachments } from './attachments.js';
import { DraftState } from './draft-state.js';
import { assessmentIn } from './draft.js';
import { RoleChoices } from './role-choices.js';
import { useRequestDraft, type RequestDraft } from './use-request-draft.js';
import held from './held-access.module.css';
import preview from './preview-step.module.css';
import styles from './request-page.module.css';

type Chosen = { personId: string; employmentId: string }[];

/** The same role and assessment for several people: each is looked at by itself, and the answer says how it went. */
export function ForSeveral({ draftId }: { draftId: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const { roll: roleId, steg } = useSearch({ from: '/frame/begar' });
  const navigate = useNavigate({ from: '/begar' });
  const [answer, setAnswer] = useState<BatchAnswer | null>(null);
  const kept = useRequestDraft(me.person.id ?? 'me', `several.${draftId}`, draftId);
  const content = kept.draft?.content;
  const people: Chosen = (content?.beneficiaries ?? []).flatMap(({ personId, employmentId }) =>
    employmentId === null ? [] : [{ personId, employmentId }],
  );
  const first = people[0];
  const card = useQuery({ ...personQuery(first?.personId ?? ''), enabled: first !== undefined });
  const roles = useQuery(requestableRolesQuery(first?.personId ?? '', first?.employmentId ?? ''));
  const role = roles.data?.items.find(({ id }) => id === roleId);
  const assessment = content && content.roleId === roleId ? assessmentIn(content) : null;
  const step = !roleId ? 1 : steg === 'granska' && assessment ? 3 : 2;

  if (answer) return <BatchResult answer={answer} />;
  if (kept.status === 'gone')
    return (
      <>
        <PageHead title={t('request.title')} />
        <Card>
          <EmptyState
            icon="request"
            title={t('asking.several.draftGone')}
            action={<LinkButton to="/begaranden">{t('asking.mine.title')}</LinkButton>}
          >
            {t('asking.several.draftGoneAbout')}
          </EmptyState>
        </Card>
      </>
    );
  const keep = (written: Assessment) => {
    kept.keep(
      {
        kind: 'new',
        beneficiaries: people,
        roleId: roleId ?? null,
        rolesLeft: [],
        assessment: { ...written, days: written.days > 0 ? written.days : null },
      },
      role?.name ?? '',
    );
  };
  const error = card.error ?? roles.error;
  return (
    <>
      <PageHead
        title={t('asking.several.title', { count: people.length })}
        about={t('asking.several.about')}
      />
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
              search: (old) => (to === 0 ? {} : { flera: old.flera, roll: to >= 2 ? old.roll : undefined }),
            })
          }
        />
        {error && <ProblemView problem={error} />}
        {!error && (!card.data || !roles.data) && <Skeleton rows={4} />}
        {card.data && roles.data && step === 1 && (
          <Section title={t('request.allRoles')}>
            <RoleChoices
              roles={roles.data.items.map((each) => ({ ...each, alreadyHas: false }))}
              onChoose={(roll) => void navigate({ search: (old) => ({ ...old, roll }) })}
            />
          </Section>
        )}
        {card.data && role && first && step === 2 && (
          <AssessmentStep
            key={`${role.id}.${String(kept.epoch)}`}
            card={card.data}
            several={people.length}
            employmentId={first.employmentId}
            role={role}
            stored={assessment}
            saved={<DraftState draft={kept} />}
            onChange={keep}
            onNext={(written) => {
              keep(written);
              void navigate({ search: (old) => ({ ...old, steg: 'granska' }) });
            }}
          />
        )}
        {role && step === 3 && assessment && (
          <SendSeveral
            people={people}
            role={role}
            assessment={assessment}
            draft={kept}
            onBack={() => void navigate({ search: (old) => ({ ...old, steg: undefined }) })}
            onSent={(sent) => {
              kept.forget();
              setAnswer(sent);
            }}
          />
        )}
      </div>
    </>
  );
}

interface SendSeveralProps {
  people: Chosen;
  role: RequestableRole;
  assessment: Assessment;
  draft: RequestDraft;
  onBack: () => void;
  onSent: (answer: BatchAnswer) => void;
}

function SendSeveral({ people, role, assessment, draft, onBack, onSent }: SendSeveralProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const [key] = useState(() => crypto.randomUUID());
  const seen = useQuery(
    batchPreviewQuery({
      beneficiaries: people,
      roleId: role.id,
      days: assessment.days,
      written: {
        need: assessment.need,
        data: assessment.data,
        ...(assessment.deviationReason ? { deviationReason: assessment.deviationReason } : {}),
      },
    }),
  );
  const sending = useMutation({
    mutationFn: async () => {
      const draftId = await draft.flush();
      return submitBatch(
        { beneficiaries: people, roleId: role.id, assessment, ...(draftId ? { draftId } : {}) },
        key,
      );
    },
    onSuccess: async (answer) => {
      await queryClient.invalidateQueries({ queryKey: ['requests'] });
      onSent(answer);
    },
  });
  if (seen.error) return <ProblemView problem={seen.error} onRetry={() => void seen.refetch()} />;
  if (!seen.data) return <Skeleton rows={4} />;
  const ready = seen.data.items.filter(({ problems }) => problems.length === 0).length;
  return (
    <div className={preview.step}>
      <Section title={t('asking.several.each', { role: role.name })} about={t('asking.several.eachAbout')}>
        <Card>
          <ul className={held.list}>
            {seen.data.items.map(({ personId, employmentId, person, problems, lacks }) => (
              <li key={employmentId}>
                <Person
                  person={person ?? { id: personId, name: t('asking.several.unknown'), protected: false }}
                  detail={[
                    ...problems.map(
                      (each) => problemText(new Problem(409, each.code, each.detail, null)).title,
                    ),
                    ...lacks.map((name) => t('asking.several.lacks', { name })),
                  ].join(' · ')}
                />
                <Badge tone={problems.length === 0 ? 'good' : 'danger'}>
                  {problems.length === 0 ? t('asking.several.ready') : t('asking.several.stopped')}
                </Badge>
              </li>
            ))}
          </ul>
        </Card>
      </Section>
      {seen.data.items.some(({ problems }) =>
        problems.some(({ code }) => code === 'assessment-incomplete'),
      ) && (
        <Banner tone="wait" icon="alert" title={t('asking.several.departs')}>
          {t('asking.several.departsAbout')}
        </Banner>
      )}
      <Attachments draft={draft} />
      {sending.error && <ProblemView problem={sending.error} />}
      <div className={preview.actions}>
        <Button icon="left" look="quiet" onPress={onBack}>
          {t('parts.back')}
        </Button>
        <Button
          look="primary"
          isPending={sending.isPending}
          isDisabled={ready === 0}
          onPress={() => {
            sending.mutate();
          }}
        >
          {t('asking.several.send', { count: ready })}
        </Button>
      </div>
    </div>
  );
}

function BatchResult({ answer }: { answer: BatchAnswer }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const sent = answer.results.filter(({ request }) => request !== null).length;
  return (
    <>
      <PageHead
        title={t('asking.several.sent', { count: sent })}
        about={t('asking.several.sentAbout', { of: answer.results.length })}
      />
      <div className={styles.page}>
        {sent < answer.results.length && (
          <Banner tone="wait" title={t('asking.several.some', { count: answer.results.length - sent })} />
        )}
        <Card>
          <ul className={held.list}>
            {answer.results.map(({ personId, employmentId, person, request, problem }) => (
              <li key={employmentId}>
                <Person
                  person={person ?? { id: personId, name: t('asking.several.unknown'), protected: false }}
                  detail={
                    problem
                      ? problemText(new Problem(409, problem.code, problem.detail, null)).title
                      : t('requests.number', { number: request?.number })
                  }
                />
                <Badge tone={request ? 'good' : 'danger'}>
                  {request ? t('asking.several.gone') : t('asking.several.stopped')}
                </Badge>
              </li>
            ))}
          </ul>
        </Card>
        <LinkButton look="primary" to="/begaranden">
          {t('asking.mine.title')}
        </LinkButton>
      </div>
    </>
  );
}
