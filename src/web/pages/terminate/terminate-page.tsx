import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { personQuery, type Termination } from '../../api/people.js';
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
  const [done, setDone] = useState<Termination | null>(null);

  return (
    <>
      <PageHead title={t('terminate.title')} about={t('terminate.about')} />
      <div className={styles.page}>
        {!personId && <FindPerson onChoose={(person) => void navigate({ search: { person } })} />}
        {personId && (
          <ForPerson
            key={personId}
            personId={personId}
            done={done}
            onDone={setDone}
            onOther={() => {
              setDone(null);
              void navigate({ search: {} });
            }}
          />
        )}
      </div>
    </>
  );
}

interface ForPersonProps {
  personId: string;
  done: Termination | null;
  onDone: (done: Termination) => void;
  onOther: () => void;
}

function ForPerson({ personId, done, onDone, onOther }: ForPersonProps) {
  const { t } = useTranslation();
  const { data: card, error, refetch } = useQuery(personQuery(personId));
  if (error) return <ProblemView problem={error} onRetry={() => void refetch()} />;
  if (!card) return <Skeleton rows={4} />;
  return (
    <>
      {done ? (
        <TerminationResult person={card.person} termination={done} />
      ) : (
        <TerminationForm personId={personId} card={card} onDone={onDone} />
      )}
      <div>
        <Button look="quiet" icon="left" onPress={onOther}>
          {t('terminate.other')}
        </Button>
      </div>
    </>
  );
}
