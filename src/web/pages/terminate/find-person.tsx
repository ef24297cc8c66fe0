import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findPeopleQuery } from '../../api/people.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Field } from '../../parts/field.js';
import { PersonChoice } from '../../parts/person-choice.js';
import { may, useMe } from '../../session/use-me.js';

/** HR and the security officer search everybody; a manager finds the own people at once. */
export function FindPerson({ onChoose }: { onChoose: (personId: string) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const scope = may(me, 'imports', 'campaigns') ? 'all' : 'staff';
  const [text, setText] = useState('');
  const q = text.trim().length >= 2 ? text.trim() : '';
  const { data, error, refetch } = useQuery({
    ...findPeopleQuery(scope, q),
    enabled: scope === 'staff' || q !== '',
    placeholderData: keepPreviousData,
  });
  const people = (data?.items ?? []).filter(({ state }) => state !== 'ended');
  return (
    <>
      <Field
        label={t('terminate.find')}
        type="search"
        inputMode="search"
        icon="search"
        value={text}
        onChange={setText}
        placeholder={t('staff.searchPlaceholder')}
        autoFocus
      />
      {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
      {data && (
        <Card flush>
          {people.length === 0 ? (
            <EmptyState icon="people" title={q ? t('staff.noHits', { q }) : t('staff.empty')} />
          ) : (
            <PersonChoice
              label={t('terminate.find')}
              people={people.map((line) => ({
                id: line.id,
                person: line.person,
                detail: `${line.title} · ${line.unit.name}`,
              }))}
              onChoose={onChoose}
            />
          )}
        </Card>
      )}
    </>
  );
}
