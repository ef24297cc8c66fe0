import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findPeopleQuery } from '../../api/people.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Field } from '../../parts/field.js';
import { PersonChoice } from '../../parts/person-choice.js';
import { Skeleton } from '../../parts/skeleton.js';

/** Whom is it for? The manager's own people stand there at once; typing narrows them down. */
export function PersonStep({ onChoose }: { onChoose: (personId: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const q = text.trim().length >= 2 ? text.trim() : '';
  const { data, error, refetch } = useQuery({
    ...findPeopleQuery('staff', q),
    placeholderData: keepPreviousData,
  });
  return (
    <Section title={t('request.whom')} about={t('request.whomAbout')}>
      <Field
        label={t('staff.search')}
        type="search"
        inputMode="search"
        icon="search"
        value={text}
        onChange={setText}
        placeholder={t('staff.searchPlaceholder')}
      />
      {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
      {!error && (
        <Card flush>
          {!data && <Skeleton rows={4} />}
          {data?.items.length === 0 && (
            <EmptyState icon="people" title={q ? t('staff.noHits', { q }) : t('staff.empty')}>
              {q ? t('staff.noHitsAbout') : t('staff.emptyAbout')}
            </EmptyState>
          )}
          {data && data.items.length > 0 && (
            <PersonChoice
              label={t('request.whom')}
              people={data.items
                .filter(({ state }) => state !== 'ended')
                .map((line) => ({
                  id: line.id,
                  person: line.person,
                  detail: `${line.title} · ${line.unit.name}`,
                }))}
              onChoose={onChoose}
            />
          )}
        </Card>
      )}
    </Section>
  );
}
