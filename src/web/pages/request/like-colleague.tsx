import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { likeQuery } from '../../api/asking.js';
import { findPeopleQuery } from '../../api/people.js';
import { Problem } from '../../api/problem.js';
import { ProblemView, useProblemText } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { Checkbox } from '../../parts/choices.js';
import { ComboBox } from '../../parts/combo-box.js';
import { Skeleton } from '../../parts/skeleton.js';
import styles from './held-access.module.css';

interface LikeColleagueProps {
  personId: string;
  employmentId: string;
  onRoles: (roleIds: string[]) => void;
}

/** "Som Anna": what one of the manager's own people has, as far as the rules let it be asked for here too. */
export function LikeColleague({ personId, employmentId, onRoles }: LikeColleagueProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [text, setText] = useState('');
  const [colleagueId, setColleagueId] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const people = useQuery(findPeopleQuery('staff', text.trim().length >= 2 ? text.trim() : ''));
  const like = useQuery(likeQuery(personId, employmentId, colleagueId));
  return (
    <Section title={t('asking.like.title')} about={t('asking.like.about')}>
      <ComboBox
        label={t('asking.like.whom')}
        text={text}
        onTextChange={setText}
        selected={colleagueId || null}
        onSelect={(id) => {
          setColleagueId(id);
          setChosen([]);
          setText(people.data?.items.find((line) => line.id === id)?.person.name ?? '');
        }}
        isLoading={people.isFetching}
        options={(people.data?.items ?? [])
          .filter(({ id, state }) => id !== personId && state !== 'ended')
          .map(({ id, person, title }) => ({ id, label: person.name, detail: title }))}
      />
      {like.error && <ProblemView problem={like.error} />}
      {colleagueId !== '' && !like.data && !like.error && <Skeleton rows={3} />}
      {like.data && (
        <Card>
          {like.data.items.length === 0 && (
            <p>{t('asking.like.nothing', { name: like.data.colleague.name })}</p>
          )}
          <ul className={styles.list}>
            {like.data.items.map(({ role, system, problem }) => (
              <li key={role.id}>
                <span className={styles.words}>
                  <Checkbox
                    isSelected={chosen.includes(role.id)}
                    isDisabled={problem !== null}
                    onChange={(isOn) => {
                      setChosen((old) => (isOn ? [...old, role.id] : old.filter((id) => id !== role.id)));
                    }}
                  >
                    {role.name} · {system}
                  </Checkbox>
                  <span className={styles.facts}>
                    {problem
                      ? problemText(new Problem(409, problem.code, problem.detail, null)).title
                      : role.sentence}
                  </span>
                </span>
              </li>
            ))}
          </ul>
          {like.data.items.some(({ problem }) => problem === null) && (
            <Button
              look="primary"
              isDisabled={chosen.length === 0}
              onPress={() => {
                onRoles([...chosen]);
              }}
            >
              {t('asking.like.go', { count: chosen.length })}
            </Button>
          )}
        </Card>
      )}
    </Section>
  );
}
