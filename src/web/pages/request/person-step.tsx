import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { beginDraft } from '../../api/asking.js';
import type { PersonCard } from '../../api/generated/types.gen.js';
import { findPeopleQuery, personQuery } from '../../api/people.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { Checkbox, Switch } from '../../parts/choices.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Field } from '../../parts/field.js';
import { PersonChoice } from '../../parts/person-choice.js';
import { Skeleton } from '../../parts/skeleton.js';
import { may, useMe } from '../../session/use-me.js';
import { useQueryClient } from '@tanstack/react-query';
import { BegunDrafts } from './begun-drafts.js';
import styles from './role-step.module.css';
import held from './held-access.module.css';

/** Whom is it for? Oneself, one of one's own people, or several of them; what was begun before stands first. */
export function PersonStep({ onChoose }: { onChoose: (personId: string) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const leads = may(me, 'staff');
  return (
    <div className={styles.step}>
      <BegunDrafts />
      <Section title={leads ? t('request.whom') : t('asking.self.title')} about={t('asking.self.about')}>
        <Card flush>
          <PersonChoice
            label={t('asking.self.title')}
            people={[{ id: me.person.id ?? '', person: me.person, detail: t('asking.self.me') }]}
            onChoose={onChoose}
          />
        </Card>
      </Section>
      {leads && <Staff onChoose={onChoose} />}
    </div>
  );
}

function Staff({ onChoose }: { onChoose: (personId: string) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate({ from: '/begar' });
  const queryClient = useQueryClient();
  const [text, setText] = useState('');
  const [isSeveral, setSeveral] = useState(false);
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map());
  const q = text.trim().length >= 2 ? text.trim() : '';
  const { data, error, refetch } = useQuery({
    ...findPeopleQuery('staff', q),
    placeholderData: keepPreviousData,
  });
  const beginning = useMutation({
    mutationFn: async () => {
      const cards = await Promise.all([...chosen.keys()].map((id) => queryClient.query(personQuery(id))));
      const beneficiaries = cards.flatMap((card) => {
        const employmentId = ledEmployment(card, me.person.id);
        return card.person.id && employmentId ? [{ personId: card.person.id, employmentId }] : [];
      });
      return beginDraft({ kind: 'new', beneficiaries, roleId: null, rolesLeft: [], assessment: null });
    },
    onSuccess: ({ id }) => void navigate({ search: { flera: id } }),
  });
  const people = (data?.items ?? []).filter(({ state }) => state !== 'ended');
  return (
    <Section title={t('asking.staff.title')} about={t('request.whomAbout')}>
      <Field
        label={t('staff.search')}
        type="search"
        inputMode="search"
        icon="search"
        value={text}
        onChange={setText}
        placeholder={t('staff.searchPlaceholder')}
        isOptional
      />
      <Switch isSelected={isSeveral} onChange={setSeveral}>
        {t('asking.staff.several')}
      </Switch>
      {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
      {!error && (
        <Card flush={!isSeveral}>
          {!data && <Skeleton rows={4} />}
          {data?.items.length === 0 && (
            <EmptyState icon="people" title={q ? t('staff.noHits', { q }) : t('staff.empty')}>
              {q ? t('staff.noHitsAbout') : t('staff.emptyAbout')}
            </EmptyState>
          )}
          {people.length > 0 && !isSeveral && (
            <PersonChoice
              label={t('asking.staff.title')}
              people={people.map((line) => ({
                id: line.id,
                person: line.person,
                detail: `${line.title} · ${line.unit.name}`,
              }))}
              onChoose={onChoose}
            />
          )}
          {people.length > 0 && isSeveral && (
            <ul className={held.list} aria-label={t('asking.staff.title')}>
              {people.map((line) => (
                <li key={line.id}>
                  <Checkbox
                    isSelected={chosen.has(line.id)}
                    onChange={(isOn) => {
                      setChosen((old) => {
                        const next = new Map(old);
                        if (isOn) next.set(line.id, line.person.name);
                        else next.delete(line.id);
                        return next;
                      });
                    }}
                  >
                    {line.person.name} · {line.title}
                  </Checkbox>
                </li>
              ))}
            </ul>
          )}
        </Card>
      )}
      {isSeveral && (
        <>
          <p role="status">
            {chosen.size > 0
              ? t('asking.staff.chosen', { names: [...chosen.values()].join(', ') })
              : t('asking.staff.none')}
          </p>
          {beginning.error && <ProblemView problem={beginning.error} />}
          <div>
            <Button
              look="primary"
              iconAfter="arrow"
              isDisabled={chosen.size === 0}
              isPending={beginning.isPending}
              onPress={() => {
                beginning.mutate();
              }}
            >
              {t('asking.staff.go', { count: chosen.size })}
            </Button>
          </div>
        </>
      )}
    </Section>
  );
}

/** The one employment of the person that the reader leads, the main one first. */
function ledEmployment(card: PersonCard, myId: string | null): string | undefined {
  const led = card.employments.filter(
    ({ state, manager }) => (state === 'in-force' || state === 'coming') && manager?.id === myId,
  );
  return (led.find(({ main }) => main) ?? led[0])?.id;
}
