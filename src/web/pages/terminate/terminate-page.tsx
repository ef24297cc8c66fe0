import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Termination, Who } from '../../api/generated/types.gen.js';
import { personQuery } from '../../api/people.js';
import { PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Skeleton } from '../../parts/skeleton.js';
import { FindPerson } from './find-person.js';
import { TerminationForm } from './termination-form.js';
import { TerminationResult } from './termination-result.js';
import styles from './terminate-page.module.css';

/** The emergency stop: find the person, see what will happen, say why, confirm. */
export function TerminatePage() {
  const { t } = useTranslation();
  const { person: personId } = useSearch({ from: '/frame/avsluta' });
  const navigate = useNavigate({ from: '/avsluta' });
  const [done, setDone] = useState<Done | null>(null);

  return (
    <>
      <PageHead title={t('terminate.title')} about={t('terminate.about')} />
      <div className={styles.page}>
        {done && <TerminationResult person={done.person} termination={done.termination} />}
        {!done && !personId && <FindPerson onChoose={(person) => void navigate({ search: { person } })} />}
        {!done && personId && <ForPerson key={personId} personId={personId} onDone={setDone} />}
        {personId && (
          <div>
            <Button
              look="quiet"
              icon="left"
              onPress={() => {
                setDone(null);
                void navigate({ search: {} });
              }}
            >
              {t('terminate.other')}
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

/** The person is kept beside the outcome: once terminated, a manager may no longer be allowed to look. */
interface Done {
  person: Who;
  termination: Termination;
}

function ForPerson({ personId, onDone }: { personId: string; onDone: (done: Done) => void }) {
  const { data: card, error, refetch } = useQuery(personQuery(personId));
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!card) return <Skeleton rows={4} />;
  return (
    <TerminationForm
      personId={personId}
      card={card}
      onDone={(termination) => {
        onDone({ person: card.person, termination });
      }}
    />
  );
}
